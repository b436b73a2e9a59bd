/** A row per protocol of another server whose clients are answered. */
import { anylabelingRoutes } from './anylabeling.js';
import { deepstackRoutes } from './deepstack.js';
import { inferenceRoutes } from './inference-protocol.js';
import { labelStudioRoutes } from './label-studio.js';
import type { Protocol } from './protocol.js';

export const protocols: readonly Protocol[] = [
  { title: 'DeepStack and CodeProject.AI (/v1/vision)', routes: deepstackRoutes },
  { title: 'Label Studio (/labelstudio)', prefix: '/labelstudio', routes: labelStudioRoutes },
  { title: 'X-AnyLabeling (/anylabeling)', prefix: '/anylabeling', routes: anylabelingRoutes },
  { title: 'the Open Inference Protocol (/v2)', routes: inferenceRoutes },
];
