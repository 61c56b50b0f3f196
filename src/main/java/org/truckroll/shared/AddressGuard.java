// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Refuses addresses given by outsiders that lead into this machine or a private network (api.md 5), unless
 * {@code truckroll.outbound.allowed-private-addresses} names them. {@link #checkForm} is free of look-ups and fit for
 * a request path; {@link #check} also looks the host up; {@link #resolve} is what a connection is made with, so that a
 * name that changes its mind between check and call gains nothing.
 */
@Component
public class AddressGuard {

    /** Looks a host name up; the machine's own resolver outside tests. */
    @FunctionalInterface
    public interface HostLookup {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)");

    private static final List<Network> CLOSED = List.of(
            Network.of("0.0.0.0/8", "an unspecified"),
            Network.of("10.0.0.0/8", "a private"),
            Network.of("100.64.0.0/10", "a private"),
            Network.of("127.0.0.0/8", "a loopback"),
            Network.of("169.254.0.0/16", "a link-local"),
            Network.of("172.16.0.0/12", "a private"),
            Network.of("192.0.0.0/24", "a reserved"),
            Network.of("192.168.0.0/16", "a private"),
            Network.of("198.18.0.0/15", "a reserved"),
            Network.of("224.0.0.0/4", "a multicast"),
            Network.of("240.0.0.0/4", "a reserved"),
            Network.of("::/128", "an unspecified"),
            Network.of("::1/128", "a loopback"),
            Network.of("64:ff9b:1::/48", "a private"),
            Network.of("2001::/32", "a reserved"),
            Network.of("fc00::/7", "a private"),
            Network.of("fe80::/10", "a link-local"),
            Network.of("fec0::/10", "a private"),
            Network.of("ff00::/8", "a multicast"));

    /** IPv6 networks that carry an IPv4 address, and where it starts. */
    private static final List<Carrier> CARRIERS = List.of(
            new Carrier(Network.of("::/96", ""), 12),
            new Carrier(Network.of("64:ff9b::/96", ""), 12),
            new Carrier(Network.of("2002::/16", ""), 2));

    private final Set<Network> allowedNetworks = new HashSet<>();
    private final Set<String> allowedHosts = new HashSet<>();
    private final HostLookup lookup;

    @Autowired
    public AddressGuard(OutboundProperties properties) {
        this(properties, InetAddress::getAllByName);
    }

    public AddressGuard(OutboundProperties properties, HostLookup lookup) {
        this.lookup = lookup;
        for (String entry : properties.allowedPrivateAddresses()) {
            String trimmed = entry.trim();
            if (trimmed.contains("/") || literal(trimmed).isPresent()) {
                allowedNetworks.add(Network.of(trimmed, "an allowed"));
            } else if (trimmed.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")) {
                allowedHosts.add(trimmed.toLowerCase(Locale.ROOT));
            } else {
                throw new IllegalArgumentException("truckroll.outbound.allowed-private-addresses: \"" + entry
                        + "\" is neither a network like 10.1.0.0/16 nor a host name");
            }
        }
    }

    /**
     * Checks scheme, user info, host and literal addresses, without a look-up.
     *
     * @throws RefusedAddressException with the reason
     */
    public void checkForm(URI uri) {
        String scheme = uri.getScheme();
        if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
            throw new RefusedAddressException("only http and https addresses are called");
        }
        if (uri.getRawUserInfo() != null
                || (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@"))) {
            throw new RefusedAddressException("user or password in an address is refused");
        }
        if (uri.getHost() == null) {
            throw new RefusedAddressException("the address has no valid host");
        }
        if (uri.getPort() > 65535 || uri.getPort() == 0) {
            throw new RefusedAddressException("the address has no valid port");
        }
        String host = plain(uri.getHost());
        if (looksNumeric(host) && literal(host).isEmpty()) {
            // 2130706433 and 0x7f.1 are addresses to some resolvers, a scope like %eth0 is a matter of this machine.
            throw new RefusedAddressException("the address has no valid host");
        }
        if (allowedHosts.contains(host)) {
            return;
        }
        if (isLocalName(host)) {
            if (refusal(bytes("127.0.0.1")) != null && refusal(bytes("::1")) != null) {
                throw new RefusedAddressException("host " + host + " is a loopback address");
            }
            return;
        }
        literal(host).map(InetAddress::getAddress).map(this::refusal).ifPresent(kind -> {
            throw new RefusedAddressException("host " + host + " is " + kind + " address");
        });
    }

    /**
     * Checks form and every address the host has now. A host that cannot be resolved now passes: the guard decides
     * again when the connection is made.
     *
     * @throws RefusedAddressException with the reason
     */
    public void check(URI uri) {
        checkForm(uri);
        try {
            resolve(uri.getHost());
        } catch (UnknownHostException notNow) {
            // A name server that is away must not refuse a subscription; nothing is connected without resolve().
            return;
        }
    }

    /**
     * The addresses of the host that may be connected to; one look-up.
     *
     * @throws RefusedAddressException when none of them may be
     */
    public InetAddress[] resolve(String host) throws UnknownHostException {
        String name = plain(host);
        InetAddress[] found = lookup.lookUp(name);
        if (allowedHosts.contains(name)) {
            return found;
        }
        InetAddress[] open = Arrays.stream(found)
                .filter(address -> refusal(address.getAddress()) == null)
                .toArray(InetAddress[]::new);
        if (open.length == 0 && found.length > 0) {
            throw new RefusedAddressException(
                    "host " + name + " leads to " + refusal(found[0].getAddress()) + " address");
        }
        return open;
    }

    private @Nullable String refusal(byte[] address) {
        if (allowedNetworks.stream().anyMatch(network -> network.contains(address))) {
            return null;
        }
        for (Network network : CLOSED) {
            if (network.contains(address)) {
                return network.kind();
            }
        }
        for (Carrier carrier : CARRIERS) {
            if (carrier.network().contains(address)) {
                return refusal(Arrays.copyOfRange(address, carrier.offset(), carrier.offset() + 4));
            }
        }
        return null;
    }

    private static boolean looksNumeric(String host) {
        char lastLabel = host.charAt(host.lastIndexOf('.') + 1);
        return host.contains(":") || (lastLabel >= '0' && lastLabel <= '9');
    }

    private static boolean isLocalName(String host) {
        return host.equals("localhost") || host.endsWith(".localhost");
    }

    private static String plain(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        }
        return name.length() > 1 && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static byte[] bytes(String literal) {
        return literal(literal).orElseThrow().getAddress();
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            if (IPV4.matcher(text).matches()) {
                return Optional.of(InetAddress.getByName(text));
            }
            // In brackets the JDK reads a literal or fails; it never asks a name server.
            return text.contains(":") && !text.contains("%")
                    ? Optional.of(InetAddress.getByName("[" + text + "]"))
                    : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private record Carrier(Network network, int offset) {}

    private record Network(List<Byte> prefix, int bits, String kind) {

        static Network of(String text, String kind) {
            String[] parts = text.split("/", 2);
            byte[] address = literal(parts[0])
                    .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is not a network"))
                    .getAddress();
            int most = address.length * 8;
            int bits;
            try {
                bits = parts.length == 1 ? most : Integer.parseInt(parts[1]);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("\"" + text + "\" is not a network", e);
            }
            if (bits < 0 || bits > most) {
                throw new IllegalArgumentException("\"" + text + "\" is not a network");
            }
            Byte[] boxed = new Byte[address.length];
            Arrays.setAll(boxed, i -> address[i]);
            return new Network(List.of(boxed), bits, kind);
        }

        boolean contains(byte[] address) {
            if (address.length != prefix.size()) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if (((address[bit / 8] ^ prefix.get(bit / 8)) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
