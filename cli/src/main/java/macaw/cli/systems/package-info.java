/** Which running system a command is about, and the ways to it: a local stack, the containers of Compose, or what the environment names. */
@NullMarked
package macaw.cli.systems;

import org.jspecify.annotations.NullMarked;
