/** What every REST body is held to before a route sees it. */
@NullMarked
package macaw.chassis.bodies;

import org.jspecify.annotations.NullMarked;
