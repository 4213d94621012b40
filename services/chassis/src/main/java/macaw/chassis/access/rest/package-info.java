/** Access on HTTP: keys, sessions, and the guard in front of every path. */
@NullMarked
package macaw.chassis.access.rest;

import org.jspecify.annotations.NullMarked;
