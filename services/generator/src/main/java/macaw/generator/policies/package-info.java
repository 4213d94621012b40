/** Versions of policies: loaded from the store beside one another, leased to requests, least recently used out. */
@NullMarked
package macaw.generator.policies;

import org.jspecify.annotations.NullMarked;
