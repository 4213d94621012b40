package macaw.trainer.settings;

import java.util.List;
import macaw.records.RunKind;

/** Which settings a kind of run has. */
public final class SettingsOfKind {
    private SettingsOfKind() {}

    /** Their record. */
    public static Class<? extends Record> of(RunKind kind) {
        return switch (kind) {
            case PRETRAIN -> PretrainSettings.class;
            case SFT -> SftSettings.class;
            case REWARD -> RewardSettings.class;
            case PPO -> PpoSettings.class;
            case DPO -> DpoSettings.class;
        };
    }

    /** Every key with its explanation. */
    public static List<SettingsReader.Explanation> explain(RunKind kind) {
        return SettingsReader.explain(of(kind));
    }
}
