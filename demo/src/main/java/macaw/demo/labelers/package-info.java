/** Programs that play labelers, openly uneven in skill and care. */
@NullMarked
package macaw.demo.labelers;

import org.jspecify.annotations.NullMarked;
