package macaw.demo.cycle;

import io.grpc.StatusException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import macaw.demo.cycle.Answering.Contestant;
import macaw.demo.labelers.DemonstrationWriter;
import macaw.demo.labelers.Manner;
import macaw.demo.labelers.SimulatedLabeler;
import macaw.demo.prompts.Instruction;
import macaw.demo.prompts.Instructions;
import macaw.demo.prompts.PromptSets;
import macaw.demo.report.DemoReport;
import macaw.demo.report.DemoReport.Flagship;
import macaw.demo.report.DemoReport.PromptSet;
import macaw.demo.report.DemoReport.SideBySide;
import macaw.demo.report.PolicyResult;
import macaw.demo.report.RewardAgreement;
import macaw.demo.rubric.Rubric;
import macaw.demo.world.World;
import macaw.v1.Project;
import macaw.v1.RunKind;
import macaw.v1.TaskKind;
import macaw.v1.VersionRef;

/**
 * The whole cycle through the services' public interfaces: demonstrations, SFT, comparisons, reward model, PPO, and what came of
 * it on held-out prompts. Everything that people do is done by simulated labelers, except what a person asked to do. The same
 * settings on the same stack take up what is there: labels, runs, versions.
 */
public final class DemoCycle {
    private static final String NAMESPACE = "default";
    private static final int SIDE_BY_SIDE = 6;

    private final ServiceAddresses addresses;
    private final DemoSettings settings;
    private final DemoListener listener;
    private final Staging staging;

    public DemoCycle(ServiceAddresses addresses, DemoSettings settings, DemoListener listener, InstantSource clock) {
        this.addresses = addresses;
        this.settings = settings;
        this.listener = listener;
        this.staging = new Staging(listener, clock);
    }

    /** Runs it all. Errors of the services come through as they are; a run that does not finish is a coded error. */
    public DemoReport run() throws InterruptedException {
        try (var services = new Services(addresses)) {
            return run(services);
        } catch (StatusException e) {
            throw e.getStatus().asRuntimeException(e.getTrailers());
        }
    }

    private DemoReport run(Services services) throws InterruptedException, StatusException {
        World world = World.load();
        var rubric = new Rubric(world);
        var instructions = new Instructions(world);
        PromptSets prompts = PromptSets.draw(instructions, settings.seed(), settings.sizes());
        var labeling = new Labeling(services, NAMESPACE, settings.seed(), listener, labelers(world, rubric, 1));
        var runs = new Runs(services, NAMESPACE, listener);
        var uploads = new Uploads(services.uploads(), NAMESPACE);
        var recipe = new Recipe(settings.seed());

        VersionRef base = staging.run(Stage.IMPORT, () -> uploads.policy(settings.baseModel(), "demo-base"));

        String demonstrations = staging.run(Stage.DEMONSTRATE, () -> {
            String project = settings.named("demonstrations");
            labeling.open(
                    Project.newBuilder()
                            .setName(project)
                            .setKind(TaskKind.TASK_KIND_DEMONSTRATION)
                            .build(),
                    prompts.demonstrations());
            labeling.demonstrate(project, prompts.demonstrations());
            return labeling.snapshot(project);
        });
        VersionRef sft = staging.run(
                Stage.SFT,
                () -> runs.run(
                        settings.named("sft"),
                        RunKind.RUN_KIND_SFT,
                        recipe.sft(VersionNames.of(base), demonstrations, "demo-sft")));

        String comparing = settings.named("comparisons");
        staging.run(Stage.COLLECT, () -> {
            labeling.open(settings.comparisons(comparing, sft, 1), prompts.comparisons());
            labeling.collect(comparing);
            return comparing;
        });
        String comparisons = staging.run(Stage.COMPARE, () -> {
            labeling.waitForPerson(comparing, settings.labelYourself());
            labeling.compare(comparing, prompts.comparisons(), 1);
            return labeling.snapshot(comparing);
        });
        VersionRef reward = staging.run(
                Stage.REWARD,
                () -> runs.run(
                        settings.named("reward"),
                        RunKind.RUN_KIND_REWARD,
                        recipe.reward(VersionNames.of(sft), comparisons, demonstrations, "demo-reward")));

        String ppoPrompts = uploads.rows(prompts.ppo().stream()
                .map(prompt -> Map.of("prompt", prompt.text()))
                .toList());
        VersionRef ppo = staging.run(
                Stage.PPO,
                () -> runs.run(
                        settings.named("ppo"),
                        RunKind.RUN_KIND_PPO,
                        settings.ppo(
                                recipe.ppo(VersionNames.of(sft), VersionNames.of(reward), ppoPrompts, "demo-ppo"))));

        double times = 1 + staging.seconds(Stage.PPO) / Math.max(1, staging.seconds(Stage.SFT));
        VersionRef longer = staging.run(
                Stage.SFT_LONGER,
                () -> runs.runOnce(
                        settings.named("sft-longer"),
                        RunKind.RUN_KIND_SFT,
                        recipe.longerSft(VersionNames.of(base), demonstrations, "demo-sft-longer", times)));

        List<Contestant> contestants = List.of(
                new Contestant("base", base, false),
                new Contestant("sft", sft, true),
                new Contestant("ppo", ppo, true),
                new Contestant("sft-longer", longer, true));
        List<Instruction> evaluated = settings.evaluateOnTuning() ? prompts.tuning() : prompts.heldOut();
        var answering = new Answering(services, settings.seed());
        var evaluation = new Evaluation(services, answering, rubric, evaluated, reward, sft, listener, settings.seed());
        List<PolicyResult> results = staging.run(Stage.EVALUATE, () -> evaluation.evaluate(contestants));
        Flagship flagship = new ShoppingLists(answering, rubric)
                .count(
                        settings.evaluateOnTuning()
                                ? PromptSets.tuningFlagship(instructions)
                                : PromptSets.flagship(instructions),
                        contestants.get(0),
                        contestants.get(1),
                        contestants.get(2));
        LaterRounds.Found later = new LaterRounds(
                        settings, instructions, labeling, labelers(world, rubric, 2), runs, evaluation, staging)
                .run(new LaterRounds.First(
                        contestants.get(1),
                        results.get(1),
                        contestants.get(2),
                        results.get(2),
                        reward,
                        demonstrations,
                        prompts.comparisons(),
                        ppoPrompts));
        return new DemoReport(
                settings.seed(),
                settings.evaluateOnTuning() ? PromptSet.TUNING : PromptSet.HELD_OUT,
                labeling.comparisons(comparing),
                Stream.concat(results.stream(), later.policies().stream()).toList(),
                RewardAgreement.of(VersionNames.of(reward), results.get(1).sampled(), settings.seed()),
                staging.done(),
                sideBySide(results, evaluated),
                flagship,
                later.rounds(),
                OptionalLong.empty());
    }

    private List<SideBySide> sideBySide(List<PolicyResult> results, List<Instruction> prompts) {
        int flagship = IntStream.range(0, prompts.size())
                .filter(i -> prompts.get(i).text().equals(PromptSets.FLAGSHIP))
                .findFirst()
                .orElse(0);
        int step = Math.max(1, prompts.size() / SIDE_BY_SIDE);
        return IntStream.concat(
                        IntStream.of(flagship), IntStream.iterate(step / 2, i -> i < prompts.size(), i -> i + step))
                .distinct()
                .mapToObj(i -> new SideBySide(
                        prompts.get(i).text(),
                        first(results.get(0), i),
                        first(results.get(1), i),
                        first(results.get(2), i)))
                .toList();
    }

    private static String first(PolicyResult result, int prompt) {
        return result.sampled().get(prompt).samples().getFirst().text();
    }

    /** That many of each manner. */
    private List<SimulatedLabeler> labelers(World world, Rubric rubric, int ofEach) {
        var writer = new DemonstrationWriter(world);
        return IntStream.rangeClosed(1, ofEach)
                .boxed()
                .flatMap(number -> Arrays.stream(Manner.values())
                        .map(manner -> new SimulatedLabeler(manner, number, writer, rubric, settings.seed())))
                .toList();
    }
}
