package macaw.demo.cycle;

import io.grpc.StatusException;
import java.util.ArrayList;
import java.util.List;
import macaw.demo.cycle.Answering.Contestant;
import macaw.demo.labelers.SimulatedLabeler;
import macaw.demo.prompts.Instruction;
import macaw.demo.prompts.Instructions;
import macaw.demo.prompts.PromptSets;
import macaw.demo.report.PolicyResult;
import macaw.demo.report.RewardComparison;
import macaw.demo.report.RoundResult;
import macaw.demo.report.WinRate;
import macaw.v1.RunKind;
import macaw.v1.VersionRef;

/**
 * The rounds after the first. Labelers rank answers of the last round's policy, the reward model goes on from the last round's with
 * these rankings, and PPO goes on from the last round's policy, held to the SFT policy as before.
 */
final class LaterRounds {
    private final DemoSettings settings;
    private final Instructions instructions;
    private final Labeling desk;
    private final List<SimulatedLabeler> labelers;
    private final Runs runs;
    private final Evaluation evaluation;
    private final Staging staging;
    private final Recipe recipe;

    /** @param labelers of these rounds, more than the first one had */
    LaterRounds(
            DemoSettings settings,
            Instructions instructions,
            Labeling desk,
            List<SimulatedLabeler> labelers,
            Runs runs,
            Evaluation evaluation,
            Staging staging) {
        this.settings = settings;
        this.instructions = instructions;
        this.desk = desk;
        this.labelers = labelers;
        this.runs = runs;
        this.evaluation = evaluation;
        this.staging = staging;
        this.recipe = new Recipe(settings.seed());
    }

    /**
     * What the first round left.
     *
     * @param demonstrations how settings name the snapshot
     * @param compared the prompts that it had
     * @param prompts how settings name PPO's
     */
    record First(
            Contestant sft,
            PolicyResult sftResult,
            Contestant ppo,
            PolicyResult ppoResult,
            VersionRef reward,
            String demonstrations,
            List<Instruction> compared,
            String prompts) {}

    /** What came of all later rounds, in order. */
    record Found(List<PolicyResult> policies, List<RoundResult> rounds) {}

    Found run(First first) throws InterruptedException, StatusException {
        if (settings.rounds().number() == 1) {
            return new Found(List.of(), List.of());
        }
        Labeling labeling = desk.with(labelers);
        List<PolicyResult> policies = new ArrayList<>();
        List<RoundResult> rounds = new ArrayList<>();
        List<Instruction> compared = new ArrayList<>(first.compared());
        Contestant last = first.ppo();
        PolicyResult lastResult = first.ppoResult();
        VersionRef lastReward = first.reward();
        for (int round = 2; round <= settings.rounds().number(); round++) {
            List<Instruction> prompts = PromptSets.moreComparisons(
                    instructions, settings.seed(), round, settings.rounds().comparisons(), compared);
            compared.addAll(prompts);
            String project = settings.named("comparisons-" + round);
            String rankings = rankings(labeling, round, project, last, prompts);
            VersionRef reward = reward(round, lastReward, rankings, first);
            Contestant policy = policy(round, last, reward, first);
            Evaluated evaluated = evaluated(round, List.of(first.sft(), last, policy), lastReward, reward);
            rounds.add(new RoundResult(
                    round,
                    policy.name(),
                    last.name(),
                    labelers.size(),
                    labeling.comparisons(project),
                    evaluated.rewardModels(),
                    List.of(
                            WinRate.of(evaluated.policy(), first.sftResult(), settings.seed()),
                            WinRate.of(evaluated.policy(), lastResult, settings.seed()))));
            policies.add(evaluated.policy());
            last = policy;
            lastResult = evaluated.policy();
            lastReward = reward;
        }
        return new Found(policies, rounds);
    }

    /** How settings name the snapshot of the labelers' rankings of the policy's answers. */
    private String rankings(Labeling labeling, int round, String project, Contestant policy, List<Instruction> prompts)
            throws InterruptedException, StatusException {
        int overlap = settings.rounds().overlap();
        staging.run(round, RoundStage.COLLECT, () -> {
            labeling.open(settings.comparisons(project, policy.version(), overlap), prompts);
            labeling.collect(project);
            return project;
        });
        return staging.run(round, RoundStage.COMPARE, () -> {
            labeling.compare(project, prompts, overlap);
            return labeling.snapshot(project);
        });
    }

    private VersionRef reward(int round, VersionRef last, String rankings, First first)
            throws InterruptedException, StatusException {
        return staging.run(
                round,
                RoundStage.REWARD,
                () -> runs.run(
                        settings.named("reward-" + round),
                        RunKind.RUN_KIND_REWARD,
                        recipe.furtherReward(
                                VersionNames.of(last), rankings, first.demonstrations(), "demo-reward-" + round)));
    }

    private Contestant policy(int round, Contestant last, VersionRef reward, First first)
            throws InterruptedException, StatusException {
        VersionRef version = staging.run(
                round,
                RoundStage.PPO,
                () -> runs.run(
                        settings.named("ppo-" + round),
                        RunKind.RUN_KIND_PPO,
                        settings.ppo(recipe.furtherPpo(
                                VersionNames.of(last.version()),
                                VersionNames.of(first.sft().version()),
                                VersionNames.of(reward),
                                first.prompts(),
                                "demo-ppo-" + round))));
        return new Contestant("ppo-" + round, version, true);
    }

    private record Evaluated(List<RewardComparison> rewardModels, PolicyResult policy) {}

    /** The reward models on the answers of all of them, and how the last of them does. */
    private Evaluated evaluated(int round, List<Contestant> contestants, VersionRef earlier, VersionRef newer)
            throws InterruptedException, StatusException {
        return staging.run(
                round,
                RoundStage.EVALUATE,
                () -> new Evaluated(
                        evaluation.compare(contestants, earlier, newer),
                        evaluation.evaluate(List.of(contestants.getLast())).getFirst()));
    }
}
