/** The reward service: scores answers, by local models, rules and remote scorers alike. */
@NullMarked
package macaw.reward;

import org.jspecify.annotations.NullMarked;
