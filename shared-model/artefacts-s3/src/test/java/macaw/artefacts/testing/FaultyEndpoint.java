package macaw.artefacts.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP proxy before a server, one request a connection, that does to chosen requests what networks and busy servers do. */
public final class FaultyEndpoint implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");
    private static final String HEAD_END = "\r\n\r\n";

    /** What happens to a request. */
    public enum Fault {
        /** 503 SlowDown, and the server never hears of it. */
        SLOW_DOWN,
        /** The server does it, and its answer is lost. */
        LOST_ANSWER,
        /** The answer breaks off in the middle of its body. */
        TRUNCATED,
        /** A bit of the answer's body is another. */
        CORRUPT
    }

    private record Rule(Predicate<String> requests, Fault fault, int[] left) {}

    private record Delay(Predicate<String> requests, Runnable meanwhile, AtomicBoolean over) {}

    private final ServerSocket listening;
    private final int upstream;
    private final List<Rule> rules = new ArrayList<>();
    private final List<Delay> delays = new CopyOnWriteArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    public FaultyEndpoint(int upstreamPort) throws IOException {
        this.upstream = upstreamPort;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /** The next so many requests whose first line ("PUT /bucket/key?query HTTP/1.1") is meant go wrong like this. */
    public synchronized void next(int times, Fault fault, Predicate<String> requests) {
        rules.add(new Rule(requests, fault, new int[] {times}));
    }

    /** The next request that is meant is on its way so long that this happens first. */
    public void delayNext(Predicate<String> requests, Runnable meanwhile) {
        delays.add(new Delay(requests, meanwhile, new AtomicBoolean()));
    }

    /** First lines of all requests so far. */
    public List<String> seen() {
        return seen;
    }

    private synchronized Optional<Fault> fault(String line) {
        for (Rule rule : rules) {
            if (rule.left[0] > 0 && rule.requests.test(line)) {
                rule.left[0]--;
                return Optional.of(rule.fault);
            }
        }
        return Optional.empty();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), upstream)) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            String head = head(in);
            String line = head.lines().findFirst().orElse("");
            seen.add(line);
            Matcher length = LENGTH.matcher(head);
            byte[] body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
            delays.stream()
                    .filter(delay -> delay.requests.test(line) && delay.over.compareAndSet(false, true))
                    .forEach(delay -> delay.meanwhile.run());
            Optional<Fault> fault = fault(line);
            if (fault.equals(Optional.of(Fault.SLOW_DOWN))) {
                client.getOutputStream().write(slowDown());
                return;
            }
            String once = head.replaceAll("(?im)^connection:.*\r\n", "")
                    .replace(HEAD_END, "\r\nConnection: close" + HEAD_END);
            server.getOutputStream().write(once.getBytes(StandardCharsets.ISO_8859_1));
            server.getOutputStream().write(body);
            byte[] answer = server.getInputStream().readAllBytes();
            client.getOutputStream().write(spoiled(answer, fault));
        } catch (IOException e) {
            // one of the two hung up: that is the answer
        }
    }

    private static byte[] spoiled(byte[] answer, Optional<Fault> fault) {
        int body = new String(answer, StandardCharsets.ISO_8859_1).indexOf(HEAD_END) + HEAD_END.length();
        return switch (fault.orElse(null)) {
            case null -> answer;
            case LOST_ANSWER, SLOW_DOWN -> new byte[0];
            case TRUNCATED -> Arrays.copyOf(answer, body + (answer.length - body) / 2);
            case CORRUPT -> {
                answer[answer.length - 1] ^= 1;
                yield answer;
            }
        };
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith(HEAD_END)) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("hung up");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] slowDown() {
        String body = "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";
        return String.format(
                        Locale.ROOT,
                        "HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
                        body.length(),
                        body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
