package macaw.reward;

import jakarta.inject.Singleton;
import macaw.chassis.settings.CheckedService;
import macaw.chassis.settings.ServiceSettings;
import macaw.chassis.settings.SettingsCheck;

/** The bounds of the reward service's settings. */
@Singleton
public final class RewardSettingsCheck implements CheckedService {
    private final RewardSettings settings;

    RewardSettingsCheck(RewardSettings settings) {
        this.settings = settings;
    }

    @Override
    public void check(SettingsCheck check, ServiceSettings common) {
        RewardSettings.Reward own = settings.reward();
        check.onProcessorOnly(common.device())
                .atLeast("MACAW_REWARD_BATCH_TOKENS", own.batchTokens(), 1)
                .atLeast("MACAW_REWARD_WAITING", own.waiting(), 1)
                .atLeast("MACAW_REWARD_IN_FLIGHT", own.inFlight(), 1)
                .atLeast("MACAW_REWARD_LOADED", own.loaded(), 1);
    }
}
