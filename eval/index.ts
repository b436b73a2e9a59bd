/** `googlenet-rcnn/eval`: evaluation without files or networks; works in a browser. */

export { type Analysis, type AnalysisOptions, analyseDetections } from './analysis/analyse.js';
export type { BootstrapOptions, DifferenceInterval, Interval } from './analysis/bootstrap.js';
export {
  analyseClassification,
  type ClassificationAnalysis,
  type GuessCount,
} from './analysis/classification.js';
export { type ErrorAnalysis, type ErrorKind, errorKinds } from './analysis/errors.js';
export { type AreaRange, cocoAreaRanges } from './area-ranges.js';
export {
  type ClassificationInput,
  type ClassificationResult,
  type ClassPrediction,
  evaluateClassification,
} from './classification.js';
export { type ExplainOptions, type Explanation, explainProtocols } from './compare/explain.js';
export { type CompareOptions, compareResults, type ResultComparison } from './compare/results.js';
export { evaluateDetections } from './evaluate.js';
export type { DetectedObject, EvaluationInput, TruthObject } from './inputs.js';
export type { Missing } from './missing.js';
export { plausibilityHints } from './plausibility/hints.js';
export {
  evaluateProposals,
  type ProposalCoverage,
  type ProposalEvaluation,
  type ProposalEvaluationOptions,
} from './proposals.js';
export { type DetectionProtocolName, detectionProtocols, type Protocol, protocolNamed } from './protocols.js';
export type { ClassResult, EvaluationOptions, EvaluationResult, PrecisionRecall } from './results.js';
export type { RuleOptions } from './rule-options.js';
export type { BlacklistEntry } from './scene.js';
