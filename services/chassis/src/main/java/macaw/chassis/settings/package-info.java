/** What every service is told by its environment. */
@NullMarked
package macaw.chassis.settings;

import org.jspecify.annotations.NullMarked;
