package macaw.trainer.assembly;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import macaw.artefacts.VersionKind;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.RunKind;
import macaw.records.VersionName;
import macaw.torch.TorchEngine;
import macaw.trainer.datasets.DataSource;
import macaw.trainer.datasets.Rows;
import macaw.trainer.dpo.DpoLearner;
import macaw.trainer.learning.Learner;
import macaw.trainer.learning.PromptRequest;
import macaw.trainer.memory.MemoryGuard;
import macaw.trainer.ppo.GuardPrompts;
import macaw.trainer.ppo.PpoLearner;
import macaw.trainer.ppo.PpoModels;
import macaw.trainer.pretrain.PretrainLearner;
import macaw.trainer.reward.RewardLearner;
import macaw.trainer.runs.Learners;
import macaw.trainer.runs.RunPlan;
import macaw.trainer.runs.RunPlan.RewardRequest;
import macaw.trainer.runs.RunPlan.VersionRequest;
import macaw.trainer.settings.DpoSettings;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.PretrainSettings;
import macaw.trainer.settings.RewardSettings;
import macaw.trainer.settings.RunSettings;
import macaw.trainer.settings.SettingsReader;
import macaw.trainer.settings.SftSettings;
import macaw.trainer.sft.SftLearner;

/** The learners that run on libtorch, from the settings of their runs. */
public final class TorchLearners implements Learners {
    static final String MODEL = "model";
    static final String REFERENCE = "reference";
    static final String VALUE = "value";
    static final String DATA = "data";
    static final String DEMONSTRATIONS = "demonstrations";
    static final String PROMPTS = "prompts";
    static final String PRETRAINING = "pretraining";
    static final String GUARD_PROMPTS = "guardPrompts";

    private final String device;
    private final int threads;
    private final String namespace;
    private final MemoryGuard memory;

    /**
     * Learners on a device.
     *
     * @param device {@code cpu} or {@code cuda:N}
     * @param threads of native work
     * @param namespace of names that say none
     * @param memory refuses runs that would not fit
     */
    public TorchLearners(String device, int threads, String namespace, MemoryGuard memory) {
        this.device = device;
        this.threads = threads;
        this.namespace = namespace;
        this.memory = memory;
    }

    @Override
    public RunPlan plan(RunKind kind, String settingsJson) {
        return switch (kind) {
            case PRETRAIN -> plan(SettingsReader.read(settingsJson, PretrainSettings.class));
            case SFT -> plan(SettingsReader.read(settingsJson, SftSettings.class));
            case REWARD -> plan(SettingsReader.read(settingsJson, RewardSettings.class));
            case PPO -> plan(SettingsReader.read(settingsJson, PpoSettings.class));
            case DPO -> plan(SettingsReader.read(settingsJson, DpoSettings.class));
        };
    }

    private RunPlan plan(PretrainSettings settings) {
        Map<String, VersionRequest> models = new HashMap<>();
        settings.model().ifPresent(model -> models.put(MODEL, version(VersionKind.POLICY, model)));
        return plan(settings.run(), VersionKind.POLICY, models, Map.of(DATA, source(settings.data())));
    }

    private RunPlan plan(SftSettings settings) {
        Map<String, DataSource> data = new HashMap<>();
        data.put(DATA, source(settings.data()));
        settings.pretrainingData().ifPresent(pretraining -> data.put(PRETRAINING, source(pretraining)));
        return plan(
                settings.run(), VersionKind.POLICY, Map.of(MODEL, version(VersionKind.POLICY, settings.model())), data);
    }

    private RunPlan plan(RewardSettings settings) {
        Map<String, DataSource> data = new HashMap<>();
        data.put(DATA, source(settings.data()));
        settings.demonstrations().ifPresent(demonstrations -> data.put(DEMONSTRATIONS, source(demonstrations)));
        return plan(
                settings.run(),
                VersionKind.REWARD,
                Map.of(
                        MODEL,
                        version(
                                settings.reward().isPresent() ? VersionKind.REWARD : VersionKind.POLICY,
                                settings.start())),
                data);
    }

    private RunPlan plan(PpoSettings settings) {
        Map<String, VersionRequest> models = new HashMap<>();
        models.put(RunPlan.POLICY, version(VersionKind.POLICY, settings.policy()));
        settings.reference().ifPresent(reference -> models.put(REFERENCE, version(VersionKind.POLICY, reference)));
        if (!settings.advantages().ofGroups()) {
            String value = settings.value().orElse(settings.rewards().getFirst().name());
            models.put(VALUE, version(VersionKind.REWARD, value));
        }
        Map<String, DataSource> data = new HashMap<>();
        data.put(PROMPTS, source(settings.prompts()));
        settings.pretrainingData().ifPresent(pretraining -> data.put(PRETRAINING, source(pretraining)));
        settings.guardPrompts().ifPresent(guard -> data.put(GUARD_PROMPTS, source(guard)));
        List<RewardRequest> rewards = settings.rewards().stream()
                .map(reward -> new RewardRequest(VersionName.parse(reward.name(), namespace), reward.weight()))
                .toList();
        RunSettings run = settings.run();
        return new RunPlan(
                VersionKind.POLICY,
                run.output(),
                models,
                data,
                rewards,
                run.checkpointEvery(),
                run.keepCheckpoints(),
                run.keepVersions(),
                run.alias(),
                settings.staleness(),
                settings.attempts(),
                settings.guardPrompts().isPresent()
                        ? OptionalDouble.of(settings.guardTolerance())
                        : OptionalDouble.empty());
    }

    private RunPlan plan(DpoSettings settings) {
        Map<String, VersionRequest> models = new HashMap<>();
        models.put(RunPlan.POLICY, version(VersionKind.POLICY, settings.policy()));
        settings.reference().ifPresent(reference -> models.put(REFERENCE, version(VersionKind.POLICY, reference)));
        return plan(settings.run(), VersionKind.POLICY, models, Map.of(DATA, source(settings.data())));
    }

    /** A run that reads all it learns from before it begins. */
    private static RunPlan plan(
            RunSettings run, VersionKind kind, Map<String, VersionRequest> models, Map<String, DataSource> data) {
        return new RunPlan(
                kind,
                run.output(),
                models,
                data,
                List.of(),
                run.checkpointEvery(),
                run.keepCheckpoints(),
                run.keepVersions(),
                run.alias(),
                0,
                1,
                OptionalDouble.empty());
    }

    private VersionRequest version(VersionKind kind, String name) {
        return new VersionRequest(kind, VersionName.parse(name, namespace));
    }

    private static DataSource source(String text) {
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1);
        return switch (colon < 0 ? "" : text.substring(0, colon)) {
            case "snapshot" -> new DataSource.Snapshot(rest);
            case "sha256" -> new DataSource.Uploaded(rest);
            default ->
                throw new CodedException(
                        ErrorCode.SETTINGS_INVALID, "data are named snapshot:ID or sha256:HEX, was '" + text + "'");
        };
    }

    @Override
    public void requireMemory(RunKind kind, String settingsJson, Map<String, Path> models, Map<String, Path> data) {
        memory.require(() -> RunSize.of(kind, settingsJson, models, data));
    }

    @Override
    public Learner create(RunKind kind, String settingsJson, Map<String, Path> models, Map<String, Path> data) {
        TorchEngine engine = TorchEngine.start(device, threads);
        return switch (kind) {
            case PRETRAIN ->
                pretrain(engine, SettingsReader.read(settingsJson, PretrainSettings.class), models, rows(data, DATA));
            case SFT -> sft(engine, SettingsReader.read(settingsJson, SftSettings.class), models, data);
            case REWARD -> reward(engine, SettingsReader.read(settingsJson, RewardSettings.class), models, data);
            case PPO -> ppo(engine, SettingsReader.read(settingsJson, PpoSettings.class), models, data);
            case DPO -> dpo(engine, SettingsReader.read(settingsJson, DpoSettings.class), models, data);
        };
    }

    private Learner pretrain(TorchEngine engine, PretrainSettings settings, Map<String, Path> models, Path rows) {
        List<String> texts = Rows.texts(rows);
        Path given = models.get(MODEL);
        return given == null
                ? PretrainLearner.openUntrained(engine, texts, settings)
                : PretrainLearner.open(engine, given, texts, settings);
    }

    private Learner sft(TorchEngine engine, SftSettings settings, Map<String, Path> models, Map<String, Path> data) {
        return SftLearner.open(
                engine, model(models, MODEL), Rows.demonstrations(rows(data, DATA)), pretraining(data), settings);
    }

    private Learner reward(
            TorchEngine engine, RewardSettings settings, Map<String, Path> models, Map<String, Path> data) {
        return RewardLearner.open(
                engine,
                model(models, MODEL),
                Rows.comparisons(rows(data, DATA)),
                Optional.ofNullable(data.get(DEMONSTRATIONS))
                        .map(Rows::demonstrations)
                        .orElse(List.of()),
                settings);
    }

    private Learner dpo(TorchEngine engine, DpoSettings settings, Map<String, Path> models, Map<String, Path> data) {
        Path policy = model(models, RunPlan.POLICY);
        return DpoLearner.open(
                engine, policy, models.getOrDefault(REFERENCE, policy), Rows.comparisons(rows(data, DATA)), settings);
    }

    private Learner ppo(TorchEngine engine, PpoSettings settings, Map<String, Path> models, Map<String, Path> data) {
        Path policy = model(models, RunPlan.POLICY);
        if (settings.guardPrompts().isPresent()) {
            guardPrompts(settings, models, data); // refused now and not when all is trained
        }
        long room = memory.spare(settings.keptPassesBytes(), () -> RunSize.of(settings, models, data));
        return PpoLearner.open(
                engine,
                new PpoModels(policy, models.getOrDefault(REFERENCE, policy), value(settings, models)),
                Rows.prompts(rows(data, PROMPTS)),
                pretraining(data),
                settings,
                room);
    }

    private static List<String> pretraining(Map<String, Path> data) {
        return Optional.ofNullable(data.get(PRETRAINING)).map(Rows::texts).orElse(List.of());
    }

    @Override
    public List<PromptRequest> guardPrompts(String settingsJson, Map<String, Path> models, Map<String, Path> data) {
        return guardPrompts(SettingsReader.read(settingsJson, PpoSettings.class), models, data);
    }

    private static List<PromptRequest> guardPrompts(
            PpoSettings settings, Map<String, Path> models, Map<String, Path> data) {
        return GuardPrompts.of(model(models, RunPlan.POLICY), Rows.prompts(rows(data, GUARD_PROMPTS)), settings);
    }

    /**
     * A reward that is a rule or is computed elsewhere has no weights that a value model could start from.
     *
     * @throws CodedException SETTINGS_INVALID where the settings name such a one as the start
     */
    static Optional<Path> value(PpoSettings settings, Map<String, Path> models) {
        Optional<Path> start = Optional.ofNullable(models.get(VALUE))
                .filter(directory -> Files.exists(directory.resolve("config.json")));
        if (start.isEmpty() && models.containsKey(VALUE) && settings.value().isPresent()) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID,
                    "value " + settings.value().get() + " has no weights that a value model could start from");
        }
        return start;
    }

    static Path model(Map<String, Path> models, String role) {
        return Objects.requireNonNull(models.get(role), role);
    }

    static Path rows(Map<String, Path> data, String role) {
        return Objects.requireNonNull(data.get(role), role);
    }
}
