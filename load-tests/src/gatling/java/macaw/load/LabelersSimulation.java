package macaw.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.exitHereIfFailed;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.listFeeder;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.responseTimeInMillis;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One labeler and then many, over REST as the pages call it: get a task, think, hand the work in. Says how many milliseconds getting a task took,
 * and how much longer it took among many. A refused request ends the build with an error; the ratio is only said. Needs a stack that is up;
 * load-tests/README.md says how to run it.
 */
public final class LabelersSimulation extends Simulation {
    private static final int LABELERS = Integer.getInteger("labelers", 200);
    private static final Duration THINKING = Duration.ofSeconds(Integer.getInteger("thinking", 5));
    private static final Duration SHIFT = Duration.ofSeconds(Integer.getInteger("shift", 60));
    /** Does not count: a service that has just started compiles. */
    private static final Duration WARMING = Duration.ofSeconds(20);

    private static final int WARMERS = 10;
    private static final double WANTED = 5;
    private static final String WARM_UP = "warming up";
    private static final String ALONE = "one labeler";
    private static final String CROWD = LABELERS + " labelers";

    private final Waits waits = new Waits();
    private final LabelingRoom room = LabelingRoom.prepare(WARMERS + 1 + LABELERS);

    private ChainBuilder turn(String who, Duration thinking) {
        return exec(
                http(who + ": next task")
                        .post("/v1/projects/" + room.project() + "/next-task")
                        .header("Authorization", "Bearer #{key}")
                        .check(status().is(200))
                        .check(jsonPath("$.id").saveAs("task"))
                        .check(jsonPath("$.lease.id").saveAs("lease"))
                        .check(responseTimeInMillis().saveAs("millis")),
                exitHereIfFailed(),
                exec(session -> {
                    waits.add(who, session.getInt("millis"));
                    return session;
                }),
                pause(thinking),
                http(who + ": hand in")
                        .post("/v1/tasks/#{task}/demonstration")
                        .header("Authorization", "Bearer #{key}")
                        .header("Content-Type", "application/json")
                        .body(StringBody("{\"lease\":\"#{lease}\",\"text\":\"Eggs, flour and milk.\","
                                + "\"idempotencyKey\":\"#{task}\",\"durationMillis\":1000}"))
                        .check(status().is(200)));
    }

    private ScenarioBuilder shift(String who, List<String> keys, Duration shift, Duration thinking) {
        return scenario(who)
                .feed(listFeeder(keys.stream()
                                .map(key -> Map.<String, Object>of("key", key))
                                .toList())
                        .queue())
                .exec(during(shift).on(turn(who, thinking)));
    }

    {
        List<String> keys = room.keys();
        var warmUp = shift(WARM_UP, keys.subList(0, WARMERS), WARMING, Duration.ZERO);
        var alone = shift(ALONE, keys.subList(WARMERS, WARMERS + 1), SHIFT, Duration.ZERO);
        var crowd = shift(CROWD, keys.subList(WARMERS + 1, keys.size()), SHIFT, THINKING);
        setUp(warmUp.injectOpen(atOnceUsers(WARMERS))
                        .andThen(alone.injectOpen(atOnceUsers(1))
                                .andThen(crowd.injectOpen(rampUsers(LABELERS).during(THINKING.multipliedBy(2)))
                                        .exponentialPauses())))
                .protocols(http.baseUrl(room.address()).acceptHeader("application/json"))
                .assertions(global().failedRequests().count().is(0L));
    }

    @Override
    public void after() {
        for (String who : List.of(ALONE, CROWD)) {
            if (waits.count(who) == 0) {
                System.out.printf(Locale.ROOT, "next task, %s: never answered, so there is no ratio%n", who);
                return;
            }
            System.out.printf(
                    Locale.ROOT,
                    "next task, %s: p50 %d ms, p99 %d ms, %d tasks, each labeler works for %d s%n",
                    who,
                    waits.percentile(who, 50),
                    waits.percentile(who, 99),
                    waits.count(who),
                    SHIFT.toSeconds());
        }
        double ratio = (double) waits.percentile(CROWD, 99) / Math.max(1, waits.percentile(ALONE, 99));
        System.out.printf(
                Locale.ROOT,
                "next task, p99 of %s / of one: %.2f, wanted: at most %.0f, %s%n",
                CROWD,
                ratio,
                WANTED,
                ratio <= WANTED ? "met" : "MISSED");
    }
}
