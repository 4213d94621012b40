/** {@code macaw trace}: the life of one rollout, as the topics tell it. */
@NullMarked
package macaw.cli.rollouts;

import org.jspecify.annotations.NullMarked;
