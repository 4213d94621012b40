/** Reward models from rankings (Stiennon et al. 2020; InstructGPT 2022, section 3.5). */
@NullMarked
package macaw.trainer.reward;

import org.jspecify.annotations.NullMarked;
