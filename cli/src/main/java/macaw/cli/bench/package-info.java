/** {@code macaw bench}: what is measured, on which stack. What came of it is in {@code figures}. */
@NullMarked
package macaw.cli.bench;

import org.jspecify.annotations.NullMarked;
