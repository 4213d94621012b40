/** {@code macaw bench learn}: small tasks on which the product has to learn, each a function of its seed. */
@NullMarked
package macaw.bench.learn;

import org.jspecify.annotations.NullMarked;
