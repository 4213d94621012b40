package macaw.reward;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import macaw.onnx.Scorer;

/** The reward service's own settings, beside {@link macaw.chassis.settings.ServiceSettings}. */
@ConfigMapping(prefix = "macaw")
public interface RewardSettings {
    /** Bounds of scoring. */
    Reward reward();

    /** Bounds of scoring. */
    interface Reward {
        /** MACAW_REWARD_BATCH_TOKENS: tokens of one batch; what its sequences begin with alike counts once. */
        @WithDefault("" + Scorer.DEFAULT_BATCH_TOKENS)
        int batchTokens();

        /** MACAW_REWARD_WAITING: sequences that may wait a model; more are refused with OVERLOADED. */
        @WithDefault("1024")
        int waiting();

        /** MACAW_REWARD_IN_FLIGHT: rollouts taken from Kafka and not finished. */
        @WithDefault("128")
        int inFlight();

        /** MACAW_REWARD_LOADED: versions kept open. */
        @WithDefault("4")
        int loaded();

        /** MACAW_REWARD_REMOTE_KEY: the key shown to remote scorers. */
        Optional<String> remoteKey();
    }
}
