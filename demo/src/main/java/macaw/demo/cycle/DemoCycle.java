package macaw.demo.cycle;

import io.grpc.StatusException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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
import macaw.demo.rubric.Rubric;
import macaw.demo.world.World;
import macaw.v1.Project;
import macaw.v1.RunKind;
import macaw.v1.SamplingSettings;
import macaw.v1.TaskKind;
import macaw.v1.VersionRef;

/**
 * The whole cycle through the services' public interfaces: demonstrations, SFT, comparisons, reward model, PPO, and what came of
 * it on held-out prompts. Everything that people do is done by simulated labelers, except what a person asked to do. The same
 * settings on the same stack take up what is there: labels, runs, versions.
 */
public final class DemoCycle {
    private static final String NAMESPACE = "default";
    private static final int SAMPLES = 4;
    private static final int SIDE_BY_SIDE = 6;

    private final ServiceAddresses addresses;
    private final DemoSettings settings;
    private final DemoListener listener;
    private final InstantSource clock;
    private final List<DemoReport.Stage> stages = new ArrayList<>();

    public DemoCycle(ServiceAddresses addresses, DemoSettings settings, DemoListener listener, InstantSource clock) {
        this.addresses = addresses;
        this.settings = settings;
        this.listener = listener;
        this.clock = clock;
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
        var labeling = new Labeling(services, NAMESPACE, settings.seed(), listener, labelers(world, rubric));
        var runs = new Runs(services, NAMESPACE, listener);
        var uploads = new Uploads(services.uploads(), NAMESPACE);
        var recipe = new Recipe(settings.seed());

        VersionRef base = staged(Stage.IMPORT, () -> uploads.policy(settings.baseModel(), "demo-base"));

        String demonstrations = staged(Stage.DEMONSTRATE, () -> {
            String project = named("demonstrations");
            labeling.open(
                    Project.newBuilder()
                            .setName(project)
                            .setKind(TaskKind.TASK_KIND_DEMONSTRATION)
                            .build(),
                    prompts.demonstrations());
            labeling.demonstrate(project, prompts.demonstrations());
            return labeling.snapshot(project);
        });
        VersionRef sft = staged(
                Stage.SFT,
                () -> runs.run(
                        named("sft"),
                        RunKind.RUN_KIND_SFT,
                        recipe.sft(VersionNames.of(base), demonstrations, "demo-sft")));

        String comparing = named("comparisons");
        staged(Stage.COLLECT, () -> {
            labeling.open(comparisons(comparing, sft), prompts.comparisons());
            labeling.collect(comparing);
            return comparing;
        });
        String comparisons = staged(Stage.COMPARE, () -> {
            labeling.waitForPerson(comparing, settings.labelYourself());
            labeling.compare(comparing, prompts.comparisons());
            return labeling.snapshot(comparing);
        });
        VersionRef reward = staged(
                Stage.REWARD,
                () -> runs.run(
                        named("reward"),
                        RunKind.RUN_KIND_REWARD,
                        recipe.reward(VersionNames.of(sft), comparisons, demonstrations, "demo-reward")));

        VersionRef ppo = staged(Stage.PPO, () -> {
            String rows = uploads.rows(prompts.ppo().stream()
                    .map(prompt -> Map.of("prompt", prompt.text()))
                    .toList());
            return runs.run(
                    named("ppo"),
                    RunKind.RUN_KIND_PPO,
                    settings.ppo(recipe.ppo(VersionNames.of(sft), VersionNames.of(reward), rows, "demo-ppo")));
        });

        double times = 1 + seconds(Stage.PPO) / Math.max(1, seconds(Stage.SFT));
        VersionRef longer = staged(
                Stage.SFT_LONGER,
                () -> runs.runOnce(
                        named("sft-longer"),
                        RunKind.RUN_KIND_SFT,
                        recipe.longerSft(VersionNames.of(base), demonstrations, "demo-sft-longer", times)));

        List<Contestant> contestants = List.of(
                new Contestant("base", base, false),
                new Contestant("sft", sft, true),
                new Contestant("ppo", ppo, true),
                new Contestant("sft-longer", longer, true));
        List<Instruction> evaluated = settings.evaluateOnTuning() ? prompts.tuning() : prompts.heldOut();
        var answering = new Answering(services, settings.seed());
        var evaluation = new Evaluation(services, answering, rubric, reward, sft);
        List<PolicyResult> results = staged(Stage.EVALUATE, () -> evaluate(evaluation, contestants, evaluated));
        Flagship flagship = new ShoppingLists(answering, rubric)
                .count(
                        settings.evaluateOnTuning()
                                ? PromptSets.tuningFlagship(instructions)
                                : PromptSets.flagship(instructions),
                        contestants.get(0),
                        contestants.get(1),
                        contestants.get(2));
        return new DemoReport(
                settings.seed(),
                settings.evaluateOnTuning() ? PromptSet.TUNING : PromptSet.HELD_OUT,
                labeling.comparisons(comparing),
                results,
                RewardAgreement.of(VersionNames.of(reward), results.get(1).sampled(), settings.seed()),
                stages,
                sideBySide(results, evaluated),
                flagship,
                OptionalLong.empty());
    }

    private List<PolicyResult> evaluate(Evaluation evaluation, List<Contestant> contestants, List<Instruction> prompts)
            throws InterruptedException {
        List<PolicyResult> results = new ArrayList<>();
        var done = new AtomicInteger();
        for (Contestant contestant : contestants) {
            results.add(evaluation.evaluate(contestant, prompts, SAMPLES, () -> {
                synchronized (listener) {
                    listener.progress(
                            done.incrementAndGet(), (long) prompts.size() * contestants.size(), contestant.name());
                }
            }));
        }
        return results;
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

    private Project comparisons(String name, VersionRef policy) {
        return Project.newBuilder()
                .setName(name)
                .setKind(TaskKind.TASK_KIND_COMPARISON)
                .setK(settings.k())
                .addPolicies(VersionNames.of(policy))
                .setSampling(SamplingSettings.newBuilder().setTemperature(1).setMaxTokens(DemoSettings.MAX_TOKENS))
                .build();
    }

    private List<SimulatedLabeler> labelers(World world, Rubric rubric) {
        var writer = new DemonstrationWriter(world);
        return Arrays.stream(Manner.values())
                .map(manner -> new SimulatedLabeler(manner, writer, rubric, settings.seed()))
                .toList();
    }

    private String named(String what) {
        return "demo-" + settings.seed() + "-" + what;
    }

    private double seconds(Stage stage) {
        return stages.stream()
                .filter(done -> done.name().equals(stage.title()))
                .mapToDouble(DemoReport.Stage::seconds)
                .sum();
    }

    /** One stage's work. */
    private interface Work<T> {
        T work() throws InterruptedException, StatusException;
    }

    private <T> T staged(Stage stage, Work<T> work) throws InterruptedException, StatusException {
        listener.stage(stage);
        Instant began = clock.instant();
        T result = work.work();
        stages.add(new DemoReport.Stage(
                stage.title(), Duration.between(began, clock.instant()).toMillis() / 1000.0));
        return result;
    }
}
