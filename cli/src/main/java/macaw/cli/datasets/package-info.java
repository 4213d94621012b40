/** Files of demonstrations, comparisons, prompts and texts, turned into the rows that runs learn from (docs/datasets.md). */
@NullMarked
package macaw.cli.datasets;

import org.jspecify.annotations.NullMarked;
