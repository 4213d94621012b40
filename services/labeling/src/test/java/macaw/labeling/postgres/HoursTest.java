package macaw.labeling.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import macaw.labeling.hours.LabelerHours;
import macaw.labeling.hours.Per;
import macaw.labeling.hours.Span;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.Project;
import macaw.localstack.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What labelers did, for pay, on a real PostgreSQL. */
@Tag("integration")
class HoursTest {
    private static TestDatabase postgres;
    private LabelingRoom room;
    private Labeler anna;

    @BeforeAll
    static void start() throws Exception {
        postgres = LabelingRoom.startPostgres();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void enter() throws Exception {
        var source = LabelingRoom.source(postgres);
        LabelingRoom.forgetOutbox(source);
        room = new LabelingRoom(source);
        anna = room.labeler("Anna");
    }

    private List<LabelerHours> hours(Project project, Per per) {
        return new PostgresHours(room.database).of(room.projects.get(room.namespace, project.name()), Span.ALL, per);
    }

    @Test
    void hoursAreAddedUpByDayAndMonth() {
        Project project = room.demonstrations("hours", 1, 5);
        for (String moment : List.of("2026-01-30T23:59:59Z", "2026-01-31T00:00:00Z", "2026-02-01T12:00:00Z")) {
            room.now.set(Instant.parse(moment));
            room.submit(anna, room.next(project, anna), moment);
        }
        LabelerHours annas = hours(project, Per.DAY).getFirst();
        assertThat(annas.total().tasks()).isEqualTo(3);
        assertThat(annas.total().counting()).isEqualTo(3);
        assertThat(annas.total().totalMillis()).isEqualTo(4_500);
        assertThat(annas.total().medianMillis()).isEqualTo(1_500);
        assertThat(annas.periods().stream()
                        .collect(Collectors.toMap(work -> String.valueOf(work.period()), work -> work.tasks())))
                .isEqualTo(Map.of("2026-01-30", 1, "2026-01-31", 1, "2026-02-01", 1));
        assertThat(hours(project, Per.MONTH).getFirst().periods())
                .extracting(work -> work.period() + " " + work.tasks())
                .containsExactly("2026-02 1", "2026-01 2");
        assertThat(new PostgresHours(room.database)
                        .of(project, Span.of("2026-01-31", "2026-01-31"), Per.TOTAL)
                        .getFirst()
                        .total()
                        .tasks())
                .isEqualTo(1);
    }
}
