/** The demonstration, on a stack of its own or on a system that is up. */
@NullMarked
package macaw.cli.demo;

import org.jspecify.annotations.NullMarked;
