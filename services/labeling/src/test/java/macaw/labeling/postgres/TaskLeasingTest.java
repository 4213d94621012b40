package macaw.labeling.postgres;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import macaw.errors.ErrorCode;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.Project;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.TaskDesk;
import macaw.localstack.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("integration")
class TaskLeasingTest {
    private static TestDatabase postgres;
    private static AgroalDataSource pool;

    @BeforeAll
    static void start() throws Exception {
        postgres = LabelingRoom.startPostgres();
        pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(connections -> connections
                        .maxSize(20)
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(postgres.jdbcUrl())
                                .principal(new NamePrincipal(postgres.user()))
                                .credential(new SimplePassword(postgres.password())))));
    }

    @AfterAll
    static void stop() {
        pool.close();
        postgres.close();
    }

    @Test
    void fiftyLabelersAtOnceNeverExceedTheOverlapAndNobodyGetsATaskTwice() throws Exception {
        var room = new LabelingRoom(pool);
        int overlap = 3;
        int prompts = 40;
        Project project = room.demonstrations("crowd", overlap, prompts);
        List<Labeler> crowd =
                IntStream.range(0, 50).mapToObj(i -> room.labeler("l" + i)).toList();
        Map<UUID, Set<UUID>> labelersOfTask = new ConcurrentHashMap<>();
        try (var threads = Executors.newFixedThreadPool(crowd.size())) {
            List<Future<?>> shifts = new ArrayList<>();
            for (Labeler labeler : crowd) {
                shifts.add(threads.submit(() -> {
                    for (Optional<TaskDesk.Leased> next = room.tasks.next(project, labeler);
                            next.isPresent();
                            next = room.tasks.next(project, labeler)) {
                        UUID task = next.get().task().id();
                        boolean first = labelersOfTask
                                .computeIfAbsent(task, id -> ConcurrentHashMap.newKeySet())
                                .add(labeler.id());
                        assertThat(first).as("task " + task + " a first time").isTrue();
                        var submission = room.submit(labeler, next.get(), task.toString());
                        assertThat(submission.state()).isEqualTo(SubmissionState.COUNTING);
                    }
                }));
            }
            for (Future<?> shift : shifts) {
                shift.get();
            }
        }
        assertThat(labelersOfTask)
                .hasSize(prompts)
                .allSatisfy((task, labelers) -> assertThat(labelers).hasSize(overlap));
        assertThat(room.projects.progress(room.namespace, "crowd").tasksDone()).isEqualTo(prompts);
        assertThat(room.recorded).hasValue(overlap * prompts);
    }

    @Test
    void aTaskComesBackWhenItsLeaseEndsAndTheEndIsCounted() {
        var room = new LabelingRoom(pool);
        Project project = room.demonstrations("expiry", 1, 1);
        Labeler anna = room.labeler("Anna");
        Labeler ben = room.labeler("Ben");
        TaskDesk.Leased annas = room.next(project, anna);
        assertThat(room.tasks.next(project, ben)).isEmpty();
        room.now.updateAndGet(now -> now.plus(LabelingRoom.LEASE));
        TaskDesk.Leased bens = room.next(project, ben);
        assertThat(bens.task().id()).isEqualTo(annas.task().id());
        assertThat(room.leasesExpired).hasValue(1);
        assertRefused(
                ErrorCode.LEASE_LOST,
                () -> room.tasks.renew(
                        room.namespace, annas.task().id(), annas.lease().id(), anna.id()));
    }

    @Test
    void aRenewedLeaseKeepsItsPlace() {
        var room = new LabelingRoom(pool);
        Project project = room.demonstrations("renewal", 1, 1);
        Labeler anna = room.labeler("Anna");
        TaskDesk.Leased annas = room.next(project, anna);
        room.now.updateAndGet(now -> now.plus(Duration.ofMinutes(10)));
        room.tasks.renew(room.namespace, annas.task().id(), annas.lease().id(), anna.id());
        room.now.updateAndGet(now -> now.plus(Duration.ofMinutes(10)));
        assertThat(room.tasks.next(project, room.labeler("Ben"))).isEmpty();
        assertThat(room.submit(anna, annas, "k").state()).isEqualTo(SubmissionState.COUNTING);
    }

    @Test
    void aReloadedPageFindsItsTaskInTheSameOrderAgain() {
        var room = new LabelingRoom(pool);
        Project project = room.comparisons("reload", 2, 3, 4);
        Labeler anna = room.labeler("Anna");
        TaskDesk.Leased before = room.next(project, anna);
        TaskDesk.Leased after = room.next(project, anna);
        assertThat(after.lease().id()).isEqualTo(before.lease().id());
        assertThat(after.shown()).isEqualTo(before.shown());
    }

    @Test
    void lateWorkIsSurplusOnceThePlaceIsTakenAndLeavesNothingForItsTopic() {
        var room = new LabelingRoom(pool);
        Project project = room.demonstrations("late", 1, 1);
        Labeler anna = room.labeler("Anna");
        Labeler ben = room.labeler("Ben");
        TaskDesk.Leased annas = room.next(project, anna);
        room.now.updateAndGet(now -> now.plus(LabelingRoom.LEASE));
        TaskDesk.Leased bens = room.next(project, ben);
        assertThat(room.submit(anna, annas, "late").state()).isEqualTo(SubmissionState.SURPLUS);
        assertThat(room.submit(ben, bens, "in-time").state()).isEqualTo(SubmissionState.COUNTING);
        assertThat(room.lines(project)).hasSize(1);
        assertThat(room.projects.progress(room.namespace, "late").submissions()).isEqualTo(2);
    }
}
