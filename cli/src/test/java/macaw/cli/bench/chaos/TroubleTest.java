package macaw.cli.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import macaw.cli.bench.chaos.Trouble.Kind;
import macaw.v1.RunKind;
import org.junit.jupiter.api.Test;

class TroubleTest {
    private static List<Trouble> ppo(int kills, long seed) {
        return Trouble.drawn(RunKind.RUN_KIND_PPO, kills, 60, new SplittableRandom(seed));
    }

    @Test
    void everyVictimHasItsTurn() {
        List<Kind> kills =
                ppo(20, 1).stream().filter(Trouble::kill).map(Trouble::kind).toList();
        assertThat(kills).hasSize(20);
        for (int turn = 0; turn < 20; turn += 4) {
            assertThat(kills.subList(turn, turn + 4))
                    .containsExactlyInAnyOrder(Kind.TRAINER, Kind.GENERATOR, Kind.REWARD, Kind.BROKER);
        }
    }

    @Test
    void aTrainerIsOvertakenOnceForEveryFiveKills() {
        assertThat(ppo(20, 1))
                .hasSize(Trouble.count(20))
                .filteredOn(trouble -> !trouble.kill())
                .hasSize(4);
        assertThat(ppo(3, 1))
                .hasSize(Trouble.count(3))
                .filteredOn(trouble -> !trouble.kill())
                .hasSize(1);
        assertThat(ppo(0, 1)).isEmpty();
    }

    @Test
    void troublesComeOneAfterTheOtherAndTheLastOneBeforeTheEnd() {
        List<Trouble> troubles = ppo(20, 3);
        assertThat(troubles).extracting(Trouble::step).isSorted();
        assertThat(troubles.getLast().step()).isLessThan(58);
        assertThat(troubles).allSatisfy(trouble -> assertThat(trouble.delay()).isBetween(0.0, 1.0));
    }

    @Test
    void theSeedDecides() {
        assertThat(ppo(20, 3)).isEqualTo(ppo(20, 3)).isNotEqualTo(ppo(20, 4));
    }

    @Test
    void ofOtherKindsNobodyButTrainerAndBrokerIsKilled() {
        assertThat(Trouble.drawn(RunKind.RUN_KIND_SFT, 8, 100, new SplittableRandom(1)))
                .filteredOn(Trouble::kill)
                .extracting(Trouble::kind)
                .containsOnly(Kind.TRAINER, Kind.BROKER);
    }
}
