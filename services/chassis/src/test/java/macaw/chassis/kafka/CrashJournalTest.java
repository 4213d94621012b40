package macaw.chassis.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import macaw.chassis.kafka.CrashJournal.Position;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashJournalTest {
    private static final Position FIRST = new Position("macaw.default.prompts", 3, 17, 1_700_000_000_000L);
    private static final Position SECOND = new Position("macaw.default.prompts", 3, 18, 1_700_000_000_001L);

    @TempDir
    Path directory;

    @Test
    void whatWasInFlightAtADeathIsKnownToTheNextProcess() {
        CrashJournal dying = open();
        dying.begin(List.of(FIRST, SECOND));
        dying.end(SECOND);
        CrashJournal next = open();
        assertThat(next.deaths(FIRST)).isEqualTo(1);
        assertThat(next.deaths(SECOND)).isZero();
    }

    @Test
    void deathsAddUpAndAreForgottenWhenTheRecordIsFinished() {
        open().begin(List.of(FIRST));
        CrashJournal second = open();
        second.begin(List.of(FIRST));
        CrashJournal third = open();
        assertThat(third.deaths(FIRST)).isEqualTo(2);
        third.end(FIRST);
        assertThat(open().deaths(FIRST)).isZero();
    }

    @Test
    void aDeathBeforeASuspectIsHandedOverAgainIsNotItsFault() {
        open().begin(List.of(FIRST));
        open();
        open();
        assertThat(open().deaths(FIRST)).isEqualTo(1);
    }

    @Test
    void anOrderlyEndIsNoDeath() {
        CrashJournal ending = open();
        ending.begin(List.of(FIRST));
        ending.close();
        assertThat(open().deaths(FIRST)).isZero();
    }

    @Test
    void aSuspectSurvivesAnOrderlyEnd() {
        open().begin(List.of(FIRST));
        open().close();
        assertThat(open().deaths(FIRST)).isEqualTo(1);
    }

    @Test
    void whatPrecedesTheFirstRecordThatComesWasFinishedByAnother() {
        Position elsewhere = new Position(FIRST.topic(), FIRST.partition() + 1, FIRST.offset(), FIRST.timestamp());
        open().begin(List.of(FIRST, SECOND, elsewhere));
        open().first(SECOND);
        CrashJournal next = open();
        assertThat(next.deaths(FIRST)).isZero();
        assertThat(next.deaths(SECOND)).isEqualTo(1);
        assertThat(next.deaths(elsewhere)).isEqualTo(1);
    }

    @Test
    void aTornLastLineAndNonsenseAreSkipped() throws IOException {
        open().begin(List.of(FIRST));
        Files.writeString(file(), "nonsense\n+ a b c d\n+ macaw.default.prompts 3 1", StandardOpenOption.APPEND);
        assertThat(open().deaths(FIRST)).isEqualTo(1);
        assertThat(Files.readString(file())).hasLineCount(1);
    }

    @Test
    void aRecordOfATopicMadeAnewIsAnotherRecord() {
        open().begin(List.of(FIRST));
        assertThat(open().deaths(new Position(FIRST.topic(), FIRST.partition(), FIRST.offset(), FIRST.timestamp() + 1)))
                .isZero();
    }

    @Test
    void theFileStaysSmall() throws IOException {
        CrashJournal busy = open();
        for (int batch = 0; batch < 50; batch++) {
            List<Position> positions = IntStream.range(batch * 100, batch * 100 + 100)
                    .mapToObj(i -> new Position("macaw.default.prompts", 0, i, i))
                    .toList();
            busy.begin(positions);
            positions.forEach(busy::end);
        }
        assertThat(Files.size(file())).isLessThan(300 * 1024);
        assertThat(open().deaths(new Position("macaw.default.prompts", 0, 4_999, 4_999)))
                .isZero();
    }

    private Path file() {
        return directory.resolve("in-flight.journal");
    }

    private CrashJournal open() {
        return CrashJournal.open(file());
    }
}
