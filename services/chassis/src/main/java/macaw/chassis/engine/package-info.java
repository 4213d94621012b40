/** Where native work runs. */
@NullMarked
package macaw.chassis.engine;

import org.jspecify.annotations.NullMarked;
