/** The closed world that everything in the demonstration is about, and how to draw from it. */
@NullMarked
package macaw.demo.world;

import org.jspecify.annotations.NullMarked;
