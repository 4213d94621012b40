package macaw.cli.systems;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.time.Duration;

/** How the command line calls a service's REST and management addresses: never without an end. */
public final class RestClient {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private RestClient() {}

    /** Without Java's offer to go on in HTTP/2, after which an answer was seen to stay away: the service had gone over, and the client waited for ever. */
    public static HttpClient open() {
        return HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
    }

    /** A request whose answer is waited for ten seconds. */
    public static HttpRequest.Builder request(String address) {
        return HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE);
    }
}
