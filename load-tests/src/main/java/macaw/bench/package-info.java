/** Speed as ratios within one run: absolute times belong to one machine and one minute. */
@NullMarked
package macaw.bench;

import org.jspecify.annotations.NullMarked;
