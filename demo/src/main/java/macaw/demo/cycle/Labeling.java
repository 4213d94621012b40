package macaw.demo.cycle;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import macaw.demo.labelers.SimulatedLabeler;
import macaw.demo.labelers.SimulatedLabeler.Judgement;
import macaw.demo.prompts.Instruction;
import macaw.demo.report.DemoReport.Comparisons;
import macaw.demo.rubric.Answer;
import macaw.demo.world.Draw;
import macaw.errors.ErrorCode;
import macaw.v1.AddLabelerRequest;
import macaw.v1.AddPromptsRequest;
import macaw.v1.CollectOutputsRequest;
import macaw.v1.CollectProgress;
import macaw.v1.CreateSnapshotRequest;
import macaw.v1.FinishReason;
import macaw.v1.LabelingServiceGrpc.LabelingServiceBlockingStub;
import macaw.v1.NewPrompt;
import macaw.v1.NextTaskRequest;
import macaw.v1.Output;
import macaw.v1.OutputRating;
import macaw.v1.ProgressRequest;
import macaw.v1.Project;
import macaw.v1.ProjectProgress;
import macaw.v1.Question;
import macaw.v1.RankGroup;
import macaw.v1.Split;
import macaw.v1.SubmitComparisonRequest;
import macaw.v1.SubmitDemonstrationRequest;
import macaw.v1.Task;

/** People's part of the cycle, played by simulated labelers through labeling's public interface. */
final class Labeling {
    private static final int PROMPTS_A_REQUEST = 200;
    /** The labels of a tenth of all prompts only measure; the held-out prompts of the report are others still. */
    private static final int VALIDATION_EVERY = 10;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Services services;
    private final String namespace;
    private final long seed;
    private final DemoListener listener;
    private final List<Worker> workers;

    /** A simulated labeler and its key. */
    private record Worker(SimulatedLabeler labeler, LabelingServiceBlockingStub stub) {
        LabelingServiceBlockingStub labeling() {
            return stub.withDeadlineAfter(Repeatable.DEADLINE);
        }
    }

    Labeling(Services services, String namespace, long seed, DemoListener listener, List<SimulatedLabeler> labelers) {
        this.services = services;
        this.namespace = namespace;
        this.seed = seed;
        this.listener = listener;
        this.workers = labelers.stream()
                .map(labeler -> new Worker(labeler, services.labelingAs(register(labeler.name(), true))))
                .toList();
    }

    /** The same desk with other labelers. */
    Labeling with(List<SimulatedLabeler> labelers) {
        return new Labeling(services, namespace, seed, listener, labelers);
    }

    /** Creates a project with these prompts, in their order. */
    void open(Project project, List<Instruction> prompts) {
        services.labeling()
                .createProject(project.toBuilder().setNamespace(namespace).build());
        for (int from = 0; from < prompts.size(); from += PROMPTS_A_REQUEST) {
            int first = from;
            List<NewPrompt> part = IntStream.range(from, Math.min(from + PROMPTS_A_REQUEST, prompts.size()))
                    .mapToObj(i -> NewPrompt.newBuilder()
                            .setPromptId("%s-%05d".formatted(project.getName(), i))
                            .setText(prompts.get(i).text())
                            .setCategory(prompts.get(i).kind().name().toLowerCase(java.util.Locale.ROOT))
                            .setSource("demo")
                            .setSplit(split(prompts.get(i).text()))
                            .build())
                    .toList();
            add(project.getName(), part);
            listener.progress(first + part.size(), prompts.size(), "prompts added");
        }
    }

    /** A function of the text alone: demonstrations with other seeds may be on this stack, and a text is in one split of a namespace. */
    static Split split(String text) {
        return Draw.of(0, "split." + text, 0).between(1, VALIDATION_EVERY) == 1
                ? Split.SPLIT_VALIDATION
                : Split.SPLIT_TRAIN;
    }

    private void add(String project, List<NewPrompt> prompts) {
        var request = AddPromptsRequest.newBuilder().setNamespace(namespace).setProject(project);
        try {
            services.labeling().addPrompts(request.addAllPrompts(prompts).build());
        } catch (StatusRuntimeException e) {
            if (!Refusals.isFor(ErrorCode.PROMPT_CONFLICT, e)) {
                throw e;
            }
            // somebody put one of the texts into another split here: that is where they are, and the others where
            // labeling puts them
            services.labeling()
                    .addPrompts(request.clearPrompts()
                            .addAllPrompts(prompts.stream()
                                    .map(prompt ->
                                            prompt.toBuilder().clearSplit().build())
                                    .toList())
                            .build());
        }
    }

    /** Asks the policies for the outputs of all prompts. */
    void collect(String project) {
        Iterator<CollectProgress> progress = services.labeling()
                .collectOutputs(CollectOutputsRequest.newBuilder()
                        .setNamespace(namespace)
                        .setProject(project)
                        .setSeed(seed)
                        .build());
        progress.forEachRemaining(now -> listener.progress(
                now.getPromptsDone(), now.getPromptsTotal(), now.getOutputs() + " answers collected"));
    }

    /** A person's turn: waits until that many tasks were done by somebody who is not simulated, or none is left. */
    void waitForPerson(String project, int tasks) throws InterruptedException {
        ProjectProgress progress = progress(project);
        if (byPeople(progress) < tasks && anyLeft(progress)) {
            listener.yourTurn(project, register("you", false), tasks - byPeople(progress));
        }
        while (byPeople(progress) < tasks && anyLeft(progress)) {
            Thread.sleep(LOOK_AGAIN);
            progress = progress(project);
            listener.progress(byPeople(progress), tasks, byPeople(progress) + " of your tasks done");
        }
    }

    private static int byPeople(ProjectProgress progress) {
        return progress.getSubmissions() - progress.getSimulatedSubmissions();
    }

    private static boolean anyLeft(ProjectProgress progress) {
        return progress.getTasksOpen() + progress.getTasksLeased() > 0;
    }

    /** The simulated labelers write a demonstration for each prompt that is left. */
    void demonstrate(String project, List<Instruction> prompts) {
        work(project, prompts, 1, this::demonstrate);
    }

    /** The simulated labelers rate and rank the outputs of each prompt that is left, {@code overlap} of them each prompt. */
    void compare(String project, List<Instruction> prompts, int overlap) {
        work(project, prompts, overlap, this::compare);
    }

    /** Who made the comparisons of a project. */
    Comparisons comparisons(String project) {
        ProjectProgress progress = progress(project);
        return new Comparisons(progress.getSubmissions(), byPeople(progress));
    }

    /** Freezes a project; returns how a run's settings name the snapshot. */
    String snapshot(String project) {
        return "snapshot:"
                + services.labeling()
                        .createSnapshot(CreateSnapshotRequest.newBuilder()
                                .setNamespace(namespace)
                                .setProject(project)
                                .build())
                        .getSnapshotId();
    }

    private record Assignment(Worker worker, Task task) {}

    /** What a labeler does with a task. */
    private interface Work {
        void on(Worker worker, Task task, Instruction instruction);
    }

    private void work(String project, List<Instruction> prompts, int overlap, Work work) {
        Map<String, Instruction> byText =
                prompts.stream().collect(Collectors.toMap(Instruction::text, Function.identity()));
        int total = progress(project).getTasksOpen() * overlap;
        for (int done = 0; ; done++) {
            Optional<Assignment> next = next(Draw.of(seed, "who-works." + project, done), project);
            if (next.isEmpty()) {
                return;
            }
            Worker worker = next.get().worker();
            Task task = next.get().task();
            Instruction instruction = byText.get(task.getPrompt());
            if (instruction == null) {
                throw new IllegalStateException(
                        "labeling handed out a prompt that is not in project " + project + ": " + task.getPrompt());
            }
            work.on(worker, task, instruction);
            listener.progress(
                    done + 1L, Math.max(total, done + 1), worker.labeler().name() + ": " + instruction.text());
        }
    }

    /** A labeler is drawn by its share; one who has judged all that is left leaves it to the next one. */
    private Optional<Assignment> next(Draw draw, String project) {
        int first = draw.weighted(shares());
        return IntStream.range(0, workers.size())
                .mapToObj(i -> workers.get((first + i) % workers.size()))
                .flatMap(worker -> next(worker, project).map(task -> new Assignment(worker, task)).stream())
                .findFirst();
    }

    private Optional<Task> next(Worker worker, String project) {
        try {
            var request = NextTaskRequest.newBuilder()
                    .setNamespace(namespace)
                    .setProject(project)
                    .build();
            return Optional.of(Repeatable.call(() -> worker.labeling().nextTask(request)));
        } catch (StatusRuntimeException e) {
            if (Refusals.isFor(ErrorCode.NO_TASK, e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void demonstrate(Worker worker, Task task, Instruction instruction) {
        var submission = SubmitDemonstrationRequest.newBuilder()
                .setLease(task.getLease())
                .setText(worker.labeler().demonstrate(instruction))
                .setIdempotencyKey(task.getTaskId() + "." + worker.labeler().name())
                .build();
        var ignored = Repeatable.call(() -> worker.labeling().submitDemonstration(submission));
    }

    private void compare(Worker worker, Task task, Instruction instruction) {
        List<Output> outputs = task.getOutputsList();
        Judgement judgement = worker.labeler()
                .judge(instruction, outputs.stream().map(Labeling::answer).toList());
        List<OutputRating> ratings = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            Map<String, macaw.v1.Answer> answers = new HashMap<>();
            for (Question question : task.getForm().getQuestionsList()) {
                answers.put(
                        question.getId(),
                        SimulatedLabeler.says(
                                        question.getId(), judgement.scores().get(i))
                                ? macaw.v1.Answer.ANSWER_YES
                                : macaw.v1.Answer.ANSWER_NO);
            }
            ratings.add(OutputRating.newBuilder()
                    .setOutputId(outputs.get(i).getOutputId())
                    .setOverall(judgement.ratings().get(i))
                    .putAllAnswers(answers)
                    .build());
        }
        var submission = SubmitComparisonRequest.newBuilder()
                .setLease(task.getLease())
                .addAllRatings(ratings)
                .addAllRanking(judgement.ranking().stream()
                        .map(group -> RankGroup.newBuilder()
                                .addAllOutputIds(group.stream()
                                        .map(i -> outputs.get(i).getOutputId())
                                        .toList())
                                .build())
                        .toList())
                .setIdempotencyKey(task.getTaskId() + "." + worker.labeler().name())
                .build();
        var ignored = Repeatable.call(() -> worker.labeling().submitComparison(submission));
    }

    private static Answer answer(Output output) {
        return new Answer(output.getText(), output.getFinishReason() != FinishReason.FINISH_REASON_LENGTH);
    }

    private ProjectProgress progress(String project) {
        return services.labeling()
                .getProgress(ProgressRequest.newBuilder()
                        .setNamespace(namespace)
                        .setProject(project)
                        .build());
    }

    private String register(String name, boolean simulated) {
        return services.labeling()
                .addLabeler(AddLabelerRequest.newBuilder()
                        .setNamespace(namespace)
                        .setName(name)
                        .setSimulated(simulated)
                        .build())
                .getKey();
    }

    private double[] shares() {
        return workers.stream()
                .mapToDouble(worker -> worker.labeler().manner().share())
                .toArray();
    }
}
