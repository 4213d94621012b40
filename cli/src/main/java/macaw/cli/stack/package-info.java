/** The local stack: up, down, status, and stacks that last no longer than one command. */
@NullMarked
package macaw.cli.stack;

import org.jspecify.annotations.NullMarked;
