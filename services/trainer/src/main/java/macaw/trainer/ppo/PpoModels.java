package macaw.trainer.ppo;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The checkpoint folders that a PPO run starts from.
 *
 * @param policy the start of the policy; its tokenizer is published with the result
 * @param reference what the KL penalty is measured to
 * @param reward the start of the value model; without one (the rewards are rules, say) it starts from the policy under a head of zeros. Not opened where the
 *     advantages need no value model
 */
public record PpoModels(Path policy, Path reference, Optional<Path> reward) {}
