/** PPO against reward models, one short class a formula (Schulman et al. 2017; Ziegler et al. 2019; InstructGPT 2022). */
@NullMarked
package macaw.trainer.ppo;

import org.jspecify.annotations.NullMarked;
