/** Drives the whole cycle through the services' public interfaces. */
@NullMarked
package macaw.demo.cycle;

import org.jspecify.annotations.NullMarked;
