/** Policies straight from rankings: direct preference optimisation (Rafailov et al. 2023). */
@NullMarked
package macaw.trainer.dpo;

import org.jspecify.annotations.NullMarked;
