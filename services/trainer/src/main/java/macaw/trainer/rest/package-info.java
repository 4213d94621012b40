/** Runs, versions and aliases for curl. */
@NullMarked
package macaw.trainer.rest;

import org.jspecify.annotations.NullMarked;
