/** How a service starts, is ready, and ends. */
@NullMarked
package macaw.chassis.lifecycle;

import org.jspecify.annotations.NullMarked;
