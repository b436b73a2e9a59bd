import { counted } from '../../../counted.js';
import { dropClasses } from '../../../datasets/relabel.js';
import { statisticsOf } from '../../../datasets/statistics.js';
import { classesArgument, relabelCommand } from '../../dataset/relabel-command.js';
import { say } from '../../output/output.js';

export const command = relabelCommand<{ readonly classes: readonly string[] }>({
  build: (yargs) =>
    classesArgument(yargs, 'classes to remove').example(
      '$0 dataset drop my-labels blurred --out without-blurred',
      'photographs stay',
    ),
  change:
    ({ classes }) =>
    (dataset) => {
      const changed = dropClasses(dataset, classes);
      const more = statisticsOf(changed).empty - statisticsOf(dataset).empty;
      if (more > 0)
        say(
          `${counted(more, 'photograph has', 'photographs have')} no object any more, and ${more === 1 ? 'stays' : 'stay'} in the set.`,
        );
      return changed;
    },
});
