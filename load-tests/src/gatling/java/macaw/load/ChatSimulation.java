package macaw.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.responseTimeInMillis;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;

/**
 * Chat completions of one person, one after the other, and then of many who come at a rate whether or not the others have been answered; a share
 * of them as streams. Every answer must be well-formed and name the version that wrote it, else the build ends with an error. A full queue's 429 with
 * its Retry-After is a right answer too: it is counted apart. load-tests/README.md says how to run it.
 */
public final class ChatSimulation extends Simulation {
    private static final String POLICY = System.getProperty("policy", "base");
    private static final double RATE = Double.parseDouble(System.getProperty("rate", "20"));
    private static final Duration SHIFT = Duration.ofSeconds(Integer.getInteger("shift", 60));
    private static final int MAX_TOKENS = Integer.getInteger("maxTokens", 40);
    /** Of a hundred. */
    private static final double STREAMS = Integer.getInteger("streams", 50);
    /** Does not count: the service loads the policy and compiles. */
    private static final Duration WARMING = Duration.ofSeconds(15);

    private static final int OK = 200;
    private static final int TOO_MANY = 429;
    private static final String WARM_UP = "warming up";
    private static final String ALONE = "one person";
    private static final String CROWD = String.format(Locale.ROOT, "%.1f a second", RATE);

    private final Door door = Door.of("MACAW_GENERATOR");
    private final Waits waits = new Waits();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger turnedAway = new AtomicInteger();
    private final AtomicLong written = new AtomicLong();

    private ChainBuilder question(String who) {
        return exec(session -> session.set("people", asked.incrementAndGet()).remove("took"))
                .exec(randomSwitch()
                        .on(
                                percent(STREAMS).then(exec(ask(who, true))),
                                percent(100 - STREAMS).then(exec(ask(who, false)))))
                .exec(session -> counted(who, session));
    }

    private HttpRequestActionBuilder ask(String who, boolean streams) {
        ToIntFunction<String> checked = streams ? ChatAnswers::streamed : ChatAnswers::whole;
        return http(who + (streams ? ": stream" : ": whole answer"))
                .post("/v1/chat/completions")
                .header("Authorization", "Bearer " + door.key())
                .header("Content-Type", "application/json")
                .body(
                        StringBody(
                                "{\"model\":\"" + POLICY + "\",\"max_tokens\":" + MAX_TOKENS + ",\"seed\":#{people},"
                                        + "\"stream\":" + streams + ",\"stream_options\":{\"include_usage\":true},"
                                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Write a shopping list for #{people} people.\"}]}"))
                .check(status().in(OK, TOO_MANY).saveAs("status"))
                .checkIf((response, session) -> response.status().code() == OK)
                .then(
                        bodyString().validate("a well-formed answer", (body, session) -> {
                            written.addAndGet(checked.applyAsInt(body));
                            return body;
                        }),
                        responseTimeInMillis().saveAs("took"))
                .checkIf((response, session) -> response.status().code() == TOO_MANY)
                .then(header("Retry-After").exists(), jsonPath("$.error.code").is("OVERLOADED"));
    }

    private Session counted(String who, Session session) {
        if (!session.isFailed() && session.getInt("status") == TOO_MANY) {
            turnedAway.incrementAndGet();
        }
        if (session.contains("took")) {
            waits.add(who, session.getInt("took"));
        }
        return session;
    }

    {
        var warmUp = scenario(WARM_UP).exec(during(WARMING).on(question(WARM_UP)));
        var alone = scenario(ALONE).exec(during(SHIFT).on(question(ALONE)));
        var crowd = scenario(CROWD).exec(question(CROWD));
        setUp(warmUp.injectOpen(atOnceUsers(2))
                        .andThen(alone.injectOpen(atOnceUsers(1))
                                .andThen(crowd.injectOpen(
                                        constantUsersPerSec(RATE).during(SHIFT).randomized()))))
                .protocols(http.baseUrl(door.address()).shareConnections())
                .assertions(global().failedRequests().count().is(0L));
    }

    /** One question, so that a policy that nobody knows ends the run at once and not after all of it. */
    @Override
    public void before() {
        String body = "{\"model\":\"" + POLICY
                + "\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create(door.address() + "/v1/chat/completions"))
                            .header("Authorization", "Bearer " + door.key())
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != OK) {
                throw new IllegalStateException(
                        "the generator answers " + response.statusCode() + ": " + response.body());
            }
        } catch (IOException e) {
            throw new IllegalStateException("the generator at " + door.address() + " cannot be called", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void after() {
        System.out.printf(
                Locale.ROOT,
                "chat completions: %d asked, %d turned away with 429 and Retry-After, %d tokens written%n",
                asked.get(),
                turnedAway.get(),
                written.get());
        for (String who : List.of(ALONE, CROWD)) {
            if (waits.count(who) == 0) {
                System.out.printf(Locale.ROOT, "chat, %s: never answered, so there is no ratio%n", who);
                return;
            }
            System.out.printf(
                    Locale.ROOT,
                    "chat, %s: p50 %d ms, p99 %d ms, %d answers%n",
                    who,
                    waits.percentile(who, 50),
                    waits.percentile(who, 99),
                    waits.count(who));
        }
        System.out.printf(
                Locale.ROOT,
                "chat, p99 of %s / of one person: %.2f%n",
                CROWD,
                (double) waits.percentile(CROWD, 99) / Math.max(1, waits.percentile(ALONE, 99)));
    }
}
