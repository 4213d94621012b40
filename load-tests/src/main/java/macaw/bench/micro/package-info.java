/** Small pieces of the RL path under JMH: the codec of its records, and generalised advantage estimation. */
@NullMarked
package macaw.bench.micro;

import org.jspecify.annotations.NullMarked;
