package macaw.labeling.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import macaw.labeling.forms.Answer;
import macaw.labeling.forms.InstructGptForm;
import macaw.labeling.forms.Question;
import macaw.labeling.gold.GoldDesk;
import macaw.labeling.gold.Screening;
import macaw.labeling.jsonl.JsonLines;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.labelers.Labelers;
import macaw.labeling.outbox.Entry;
import macaw.labeling.outputs.Draw;
import macaw.labeling.outputs.Output;
import macaw.labeling.outputs.OutputStore;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.ProjectSettings;
import macaw.labeling.projects.Projects;
import macaw.labeling.prompts.NewPrompt;
import macaw.labeling.prompts.Prompts;
import macaw.labeling.prompts.Sensitivity;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.review.ReviewDesk;
import macaw.labeling.review.Verdict;
import macaw.labeling.review.Withdrawals;
import macaw.labeling.snapshots.Snapshots;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.RevisionDesk;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionDesk;
import macaw.labeling.submissions.SubmissionViews;
import macaw.labeling.submissions.Withdrawal;
import macaw.labeling.tasks.Assignments;
import macaw.labeling.tasks.LeasePolicy;
import macaw.labeling.tasks.TaskDesk;
import macaw.labeling.tasks.TaskLists;
import macaw.labeling.wire.LabelCodec;
import macaw.localstack.testing.TestDatabase;
import macaw.records.FinishReason;
import macaw.records.Sampling;
import macaw.records.VersionName;
import macaw.records.VersionRef;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** The core on a real PostgreSQL, with a clock that tests can move. Each room is a namespace of its own. */
final class LabelingRoom {
    static final Duration LEASE = Duration.ofMinutes(15);

    private static final AtomicInteger ROOMS = new AtomicInteger();

    final String namespace = "room" + ROOMS.incrementAndGet();
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T12:00:00Z"));
    final AtomicInteger leasesExpired = new AtomicInteger();
    final AtomicInteger recorded = new AtomicInteger();
    final Database database;
    final Projects projects;
    final Prompts prompts;
    final PostgresOutputs outputs;
    final TaskDesk tasks;
    final SubmissionDesk submissions;
    final Screening screening;
    final GoldDesk gold;
    final ProjectSettings settings;
    final Labelers labelers;
    final Snapshots snapshots;
    final PostgresOutbox outbox;
    final RevisionDesk revisions;
    final ReviewDesk reviews;
    final Withdrawals withdrawals;
    final SubmissionViews views;
    final TaskLists lists;
    final Assignments assignments;

    LabelingRoom(DataSource source) {
        InstantSource clock = now::get;
        database = new Database(source);
        var policy = new LeasePolicy(LEASE);
        var lines = new JsonLines();
        projects = new Projects(new PostgresProjects(database, clock), new PostgresForms(database));
        prompts = new Prompts(new PostgresPrompts(database, UUID::randomUUID));
        outputs = new PostgresOutputs(database);
        tasks = new TaskDesk(new PostgresTasks(database), policy, UUID::randomUUID, clock, leasesExpired::addAndGet);
        var news = new OutboxRows(LabelCodec::topicValue);
        screening = new Screening(new PostgresScreening(database, news, clock));
        gold = new GoldDesk(new PostgresGold(database, news, clock), clock);
        settings = new ProjectSettings(
                new PostgresSettings(database, clock), new PostgresForms(database), screening::after);
        submissions = new SubmissionDesk(
                new PostgresSubmissions(database, new OutboxRows(LabelCodec::topicValue)),
                policy,
                UUID::randomUUID,
                clock,
                kind -> recorded.incrementAndGet(),
                screening::after);
        labelers = new Labelers(new PostgresLabelers(database), new SecureRandom());
        snapshots = new Snapshots(new PostgresSnapshots(database, lines), lines, clock);
        outbox = new PostgresOutbox(database);
        revisions = new RevisionDesk(new PostgresRevisions(database, news), UUID::randomUUID, clock, screening::after);
        reviews = new ReviewDesk(new PostgresReviews(database, news), UUID::randomUUID, clock);
        views = new PostgresSubmissionViews(database);
        lists = new PostgresTaskLists(database, clock);
        assignments = new Assignments(new PostgresAssignments(database, clock), new PostgresDirectory(database), clock);
        withdrawals = new Withdrawals(new PostgresWithdrawals(database), submissions, clock);
    }

    /** A database that lives as long as its JVM's tests need it. */
    static TestDatabase startPostgres() throws IOException {
        TestDatabase postgres = TestDatabase.start(Files.createTempDirectory(Path.of("target"), "postgres"));
        Flyway.configure()
                .dataSource(postgres.jdbcUrl(), postgres.user(), postgres.password())
                .load()
                .migrate();
        return postgres;
    }

    static DataSource source(TestDatabase postgres) {
        var source = new PGSimpleDataSource();
        source.setUrl(postgres.jdbcUrl());
        source.setUser(postgres.user());
        source.setPassword(postgres.password());
        return source;
    }

    static void forgetOutbox(DataSource source) throws Exception {
        try (Connection connection = source.getConnection()) {
            connection.createStatement().execute("delete from outbox");
        }
    }

    Project demonstrations(String name, int overlap, int promptCount) {
        Project project =
                projects.create(Project.open(namespace, name, overlap, "", new Project.Work.Demonstrations()));
        addPrompts(project, promptCount);
        return project;
    }

    Project comparisons(String name, int overlap, int promptCount, int k) {
        Project project = projects.create(Project.open(
                namespace,
                name,
                overlap,
                "Be fair.",
                new Project.Work.Comparisons(
                        k,
                        List.of(VersionName.parse("default/sft@1")),
                        Sampling.plain(1, 32),
                        InstructGptForm.VERSION_1.version())));
        addPrompts(project, promptCount);
        collect(project, k);
        return project;
    }

    /** Gives each task that waits for its outputs k of them. */
    void collect(Project project, int k) {
        for (OutputStore.Waiting waiting : outputs.waiting(project, Long.MIN_VALUE, Integer.MAX_VALUE)) {
            outputs.complete(
                    project,
                    waiting.task(),
                    IntStream.range(0, k)
                            .mapToObj(i -> output(waiting.promptId() + " answer " + i, i))
                            .toList(),
                    1,
                    k);
        }
    }

    /** One prompt of each of the groups g0, g1, … */
    void addGroups(Project project, int count) {
        prompts.add(
                project,
                IntStream.range(0, count)
                        .mapToObj(i -> new NewPrompt(
                                "p" + i,
                                "Write about " + i,
                                "lists",
                                "test",
                                "en",
                                Sensitivity.NONE,
                                "g" + i,
                                Optional.empty()))
                        .toList());
    }

    static Output output(String text, int sample) {
        var policy = new VersionRef("default", "sft", 1, "ab".repeat(32));
        return new Output(UUID.randomUUID(), text, List.of(new Draw(policy, FinishReason.EOS, -7L, sample)));
    }

    void addPrompts(Project project, int count) {
        if (count == 0) {
            return;
        }
        prompts.add(
                project,
                IntStream.range(0, count)
                        .mapToObj(i -> new NewPrompt(
                                "p" + i,
                                "Write " + project.name() + " " + i,
                                "lists",
                                "test",
                                "en",
                                Sensitivity.NONE,
                                "",
                                Optional.empty()))
                        .toList());
    }

    Labeler labeler(String name) {
        return labelers.register(namespace, name, true).labeler();
    }

    TaskDesk.Leased next(Project project, Labeler labeler) {
        return tasks.next(project, labeler).orElseThrow();
    }

    Submission submit(Labeler labeler, TaskDesk.Leased leased, String key) {
        return submit(labeler, leased, key, content(leased));
    }

    Submission submit(Labeler labeler, TaskDesk.Leased leased, String key, Content content) {
        return submissions.submit(
                namespace,
                labeler.id(),
                new SubmissionDesk.HandedIn(leased.task().id(), leased.lease().id(), key, content, "", 1_500));
    }

    Submission withdraw(Submission submission, String reason) {
        return submissions.withdraw(namespace, submission.id(), new Withdrawal(reason, "operator"));
    }

    Submission review(Submission submission, Verdict verdict, String comment) {
        return reviews.review(namespace, submission.id(), verdict, comment, "rita");
    }

    Submission revise(Labeler labeler, Submission submission, String key, Content content) {
        return revisions.revise(
                namespace,
                labeler.id(),
                new RevisionDesk.Revision(submission.id(), submission.revision(), key, content, "", 700));
    }

    RevisionDesk.Mine mine(Labeler labeler, Submission submission) {
        return revisions.mine(namespace, submission.id(), labeler.id());
    }

    /** What waits in the outbox, oldest first. */
    List<Entry> waiting() {
        try (var turn = outbox.tryTakeTurn().orElseThrow()) {
            return turn.oldest(1_000, Set.of());
        }
    }

    static Content content(TaskDesk.Leased leased) {
        return leased.task().form().isEmpty()
                ? new Content.Demonstration(
                        "An answer to " + leased.task().prompt().text())
                : comparison(leased);
    }

    /** Rates everything 4 with "no" throughout, and ranks the shown order with the last two tied. */
    static Content.Comparison comparison(TaskDesk.Leased leased) {
        Map<String, Answer> answers = leased.task().form().orElseThrow().questions().stream()
                .collect(Collectors.toMap(Question::id, question -> Answer.NO));
        List<UUID> shown = leased.shown().stream().map(Output::id).toList();
        List<List<UUID>> groups = new ArrayList<>();
        shown.subList(0, shown.size() - 2).forEach(output -> groups.add(List.of(output)));
        groups.add(shown.subList(shown.size() - 2, shown.size()));
        return new Content.Comparison(
                shown.stream()
                        .map(output -> OutputRating.of(output, 4, answers))
                        .toList(),
                new Ranking(groups));
    }

    List<String> lines(Project project) {
        List<String> lines = new ArrayList<>();
        snapshots.lines(snapshots.create(project, Set.of()), lines::add);
        return lines;
    }

    List<TaskLists.Line> taskLines(Project project) {
        return lists.after(project, Optional.empty(), false, 0, 100);
    }

    TaskLists.Line taskLine(Project project, UUID task) {
        return taskLines(project).stream()
                .filter(line -> line.id().equals(task))
                .findFirst()
                .orElseThrow();
    }

    /** An order without ties. */
    static Ranking strict(List<UUID> outputs) {
        return new Ranking(outputs.stream().map(List::of).toList());
    }

    /** The task's outputs in their recorded order. */
    List<UUID> outputIds(UUID task) {
        return lists.get(namespace, task).outputs().stream().map(Output::id).toList();
    }
}
