/** {@code macaw convert}: published data sets of demonstrations and preferences, turned into the rows that runs learn from (docs/datasets.md). */
@NullMarked
package macaw.cli.datasets;

import org.jspecify.annotations.NullMarked;
