package macaw.trainer.runs;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import macaw.records.RunKind;
import macaw.trainer.learning.Learner;
import macaw.trainer.learning.PromptRequest;

/** From settings to a learner; the one place where the flow of runs meets what they learn. */
public interface Learners {
    /**
     * Reads settings and refuses what is unknown, missing, out of range or contradictory (SETTINGS_INVALID, the key named).
     * Touches nothing else.
     */
    RunPlan plan(RunKind kind, String settingsJson);

    /**
     * Refuses a run that would not fit into the memory there is (RUN_TOO_LARGE, with the sum). No weight is read, so that it can be asked while another run
     * is carried out.
     *
     * @param models checkpoint directories, by the roles of the plan; their weights may be missing
     * @param data files of canonical rows, by the roles of the plan
     */
    void requireMemory(RunKind kind, String settingsJson, Map<String, Path> models, Map<String, Path> data);

    /**
     * The learner in its initial state; called from the engine thread. Rollout runs get a {@code RolloutLearner}, all others a
     * {@code StepLearner}.
     *
     * @param models verified checkpoint directories, by the roles of the plan
     * @param data files of canonical rows, by the roles of the plan
     */
    Learner create(RunKind kind, String settingsJson, Map<String, Path> models, Map<String, Path> data);

    /**
     * What a PPO run's last policy and its predecessor are asked where the plan has a guard; in the order of the data, so that it is the same whenever it
     * is asked for.
     *
     * @param models as for {@link #create}
     * @param data as for {@link #create}
     */
    List<PromptRequest> guardPrompts(String settingsJson, Map<String, Path> models, Map<String, Path> data);
}
