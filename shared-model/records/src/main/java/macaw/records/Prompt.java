package macaw.records;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import macaw.errors.ErrorCode;

/**
 * The request for one rollout. A rollout is a function of this record, {@code requestedAt} aside, bit for bit.
 *
 * @param namespace owner
 * @param rolloutId see {@link #rolloutId}; the key of its record in every topic
 * @param runId the run that asks
 * @param runEpoch epoch of the run's one writer; lower ones are ignored
 * @param iteration PPO iteration, from 0
 * @param promptIndex index in the run's prompt set
 * @param sampleIndex index among the samples of this prompt in this iteration
 * @param tokens the prompt through the policy's chat template, BOS included
 * @param sampling plain sampling only, see {@link Sampling#isPlain}
 * @param seed seeds every draw of this rollout
 * @param policy the exact version that must write it
 * @param rewards the exact versions that will score it, at least one
 * @param requestedAt for age metrics only, outside the fingerprint
 */
public record Prompt(
        String namespace,
        String rolloutId,
        String runId,
        long runEpoch,
        int iteration,
        int promptIndex,
        int sampleIndex,
        TokenIds tokens,
        Sampling sampling,
        long seed,
        VersionRef policy,
        List<RewardWeight> rewards,
        Instant requestedAt) {
    public Prompt {
        rewards = List.copyOf(rewards);
        Refusals.name("namespace", namespace);
        Refusals.name("run id", runId);
        Refusals.require(
                rolloutId.equals(rolloutId(runId, iteration, promptIndex, sampleIndex)),
                "rollout id must be made of run, iteration, prompt and sample, was \"" + rolloutId + "\"");
        Refusals.require(runEpoch >= 1, "run epoch must be at least 1, was " + runEpoch);
        Refusals.require(iteration >= 0, "iteration must be at least 0, was " + iteration);
        Refusals.require(promptIndex >= 0, "prompt index must be at least 0, was " + promptIndex);
        Refusals.require(sampleIndex >= 0, "sample index must be at least 0, was " + sampleIndex);
        Refusals.require(
                !tokens.isEmpty(), ErrorCode.PROMPT_EMPTY, "prompt of rollout " + rolloutId + " has no tokens");
        Refusals.require(
                sampling.isPlain(),
                ErrorCode.SAMPLING_INVALID,
                "a PPO prompt samples from the whole distribution at a temperature above 0, was " + sampling);
        Refusals.require(!rewards.isEmpty(), "a prompt names at least one reward version");
    }

    /** The deterministic id of a rollout: {@code RUN.ITERATION.PROMPT.SAMPLE}. */
    public static String rolloutId(String runId, int iteration, int promptIndex, int sampleIndex) {
        return String.format(Locale.ROOT, "%s.%06d.%06d.%03d", runId, iteration, promptIndex, sampleIndex);
    }
}
