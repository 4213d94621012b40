/** Load on a stack that is up, by Gatling; compiled in a profile of its own. */
@NullMarked
package macaw.load;

import org.jspecify.annotations.NullMarked;
