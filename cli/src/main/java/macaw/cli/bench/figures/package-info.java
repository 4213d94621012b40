/** What {@code macaw bench} measured, and what of it is wanted: arithmetic and words, nothing that runs. */
@NullMarked
package macaw.cli.bench.figures;

import org.jspecify.annotations.NullMarked;
