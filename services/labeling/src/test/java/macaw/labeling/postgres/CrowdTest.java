package macaw.labeling.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.TaskDesk;
import macaw.localstack.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two hundred labelers at once, on as many connections as the service has. They write demonstrations and compare outputs of the same groups of
 * prompts, some walk away from their task, and come back with late work after others were given it.
 */
@Tag("integration")
class CrowdTest {
    private static final int LABELERS = 200;
    private static final int CONNECTIONS = 20;
    private static final int GROUPS = 80;
    private static final int WRITERS = 2;
    private static final int JUDGES = 3;

    private static TestDatabase postgres;
    private static AgroalDataSource pool;

    private LabelingRoom room;
    private Project writing;
    private Project comparing;
    private final Set<UUID> leases = ConcurrentHashMap.newKeySet();
    private final List<Submission> submissions = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void start() throws Exception {
        postgres = LabelingRoom.startPostgres();
        pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(connections -> connections
                        .maxSize(CONNECTIONS)
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(postgres.jdbcUrl())
                                .principal(new NamePrincipal(postgres.user()))
                                .credential(new SimplePassword(postgres.password())))));
    }

    @AfterAll
    static void stop() {
        pool.close();
        postgres.close();
    }

    /** A labeler's shift; one thread has it. */
    private final class Shift {
        private final Labeler labeler;
        private final SplittableRandom random;
        private final Set<UUID> done = new HashSet<>();
        private final Set<String> groupsWritten = new HashSet<>();
        private final Map<TaskKind, TaskDesk.Leased> abandoned = new EnumMap<>(TaskKind.class);

        Shift(Labeler labeler, long seed) {
            this.labeler = labeler;
            this.random = new SplittableRandom(seed);
        }

        /** Works in both projects in any order until there is nothing left in either; may walk away from a task, once in each. */
        void work(boolean mayAbandon) {
            List<Project> left = new ArrayList<>(List.of(writing, comparing));
            while (!left.isEmpty()) {
                Project project = left.get(random.nextInt(left.size()));
                Optional<TaskDesk.Leased> next = room.tasks.next(project, labeler);
                if (next.isEmpty()) {
                    left.remove(project);
                    continue;
                }
                take(next.get());
                if (mayAbandon && random.nextInt(3) == 0) {
                    abandoned.put(project.kind(), next.get());
                    left.remove(project);
                } else {
                    handIn(next.get());
                }
            }
        }

        private void take(TaskDesk.Leased leased) {
            UUID task = leased.task().id();
            String group = leased.task().prompt().group();
            assertThat(done).as("what %s did already", labeler.name()).doesNotContain(task);
            assertThat(leases.add(leased.lease().id())).as("a new lease").isTrue();
            if (leased.task().project().kind() == TaskKind.COMPARISON) {
                assertThat(groupsWritten)
                        .as("groups whose answers %s wrote", labeler.name())
                        .doesNotContain(group);
            }
        }

        private void handIn(TaskDesk.Leased leased) {
            Submission submission =
                    room.submit(labeler, leased, leased.task().id().toString());
            submissions.add(submission);
            done.add(submission.task());
            if (submission.state() == SubmissionState.COUNTING
                    && leased.task().project().kind() == TaskKind.DEMONSTRATION) {
                groupsWritten.add(leased.task().prompt().group());
            }
        }

        /** Half of those who walked away hand their work in after all. */
        void comeBackLate() {
            for (TaskDesk.Leased leased : abandoned.values()) {
                if (random.nextBoolean()) {
                    handIn(leased);
                }
            }
            work(false);
        }
    }

    @Test
    void twoHundredLabelersAtOnceShareTheWorkWithoutOneTooManyOrOneLost() throws Exception {
        room = new LabelingRoom(pool);
        writing = room.demonstrations("writing", WRITERS, 0);
        comparing = room.comparisons("comparing", JUDGES, 0, 4);
        room.addGroups(writing, GROUPS);
        room.addGroups(comparing, GROUPS);
        room.collect(comparing, 4);
        List<Shift> shifts = IntStream.range(0, LABELERS)
                .mapToObj(i -> new Shift(room.labeler("l" + i), i))
                .toList();

        together(shifts, shift -> shift.work(true));
        assertThat(crowded()).as("tasks with more people than places").isZero();
        int walkedAway =
                shifts.stream().mapToInt(shift -> shift.abandoned.size()).sum();
        assertThat(count("lease where state = 'HELD'")).isEqualTo(walkedAway).isPositive();

        room.now.updateAndGet(now -> now.plus(LabelingRoom.LEASE));
        together(shifts, Shift::comeBackLate);

        assertThat(crowded()).isZero();
        for (Project project : List.of(writing, comparing)) {
            assertThat(room.projects.progress(room.namespace, project.name()).tasksDone())
                    .as(project.name())
                    .isEqualTo(GROUPS);
        }
        assertEverythingIsAccountedFor(walkedAway);
    }

    /** At the same moment, as far as a machine can. */
    private static void together(List<Shift> shifts, Consumer<Shift> work) throws Exception {
        var begin = new CountDownLatch(1);
        try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> under = new ArrayList<>();
            for (Shift shift : shifts) {
                under.add(people.submit(() -> {
                    begin.await();
                    work.accept(shift);
                    return null;
                }));
            }
            begin.countDown();
            for (Future<?> each : under) {
                each.get();
            }
        }
    }

    private void assertEverythingIsAccountedFor(int walkedAway) throws Exception {
        long late = submissions.stream()
                .filter(submission -> submission.state() == SubmissionState.SURPLUS)
                .count();
        assertThat(submissions).hasSize(GROUPS * (WRITERS + JUDGES) + (int) late);
        assertThat(count("submission")).isEqualTo(submissions.size());
        assertThat(count("submission where state = 'COUNTING'")).isEqualTo(GROUPS * (WRITERS + JUDGES));
        assertThat(count("outbox")).as("announcements of what counts").isEqualTo(GROUPS * (WRITERS + JUDGES));

        assertThat(count("lease")).as("leases that somebody was given").isEqualTo(leases.size());
        assertThat(count("lease where state = 'USED'"))
                .as("one for each submission")
                .isEqualTo(submissions.size());
        assertThat(count("submission s join lease l on l.namespace = s.namespace and l.id = s.lease_id"
                        + " and l.task_id = s.task_id and l.labeler_id = s.labeler_id and l.state = 'USED'"))
                .isEqualTo(submissions.size());
        assertThat(leases)
                .as("used ones and those that nobody came back for")
                .hasSize(submissions.size()
                        + (int) (count("lease where state = 'EXPIRED'") + count("lease where state = 'HELD'")));
        assertThat(room.leasesExpired.get()).isBetween(1, walkedAway);
    }

    /** Tasks of this room with more counting submissions and running leases than places. */
    private long crowded() throws Exception {
        return number("""
                select count(*) from task t join project p on p.namespace = t.namespace and p.name = t.project
                where t.namespace = '%1$s' and p.overlap <
                    (select count(*) from submission s
                     where s.namespace = t.namespace and s.task_id = t.id and s.state = 'COUNTING')
                    + (select count(*) from lease l where l.namespace = t.namespace and l.task_id = t.id
                       and l.state = 'HELD' and l.expires_at > timestamptz '%2$s')""".formatted(room.namespace, room.now.get()));
    }

    private long count(String what) throws Exception {
        String first = what.split(" ")[0];
        String alias = what.contains(" s ") ? "s" : first;
        return number("select count(*) from " + what + (what.contains(" where ") ? " and " : " where ") + alias
                + ".namespace = '" + room.namespace + "'");
    }

    private static long number(String query) throws Exception {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
