package macaw.reward;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** The reward service's own settings, beside {@link macaw.chassis.settings.ServiceSettings}. */
@ConfigMapping(prefix = "macaw")
public interface RewardSettings {
    /** MACAW_STORE: directory of the artefact store. */
    Path store();

    /** Bounds of scoring. */
    Reward reward();

    /** Bounds of scoring. */
    interface Reward {
        /** MACAW_REWARD_BATCH_TOKENS: rows times width of one batch, tokens. */
        @WithDefault("8192")
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
