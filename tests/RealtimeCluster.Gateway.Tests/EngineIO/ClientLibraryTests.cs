using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public sealed class ClientLibraryTests
{
    [Theory]
    [InlineData("?EIO=4&transport=websocket", null)]
    [InlineData("?EIO=4&transport=websocket", "")]
    [InlineData("?EIO=4&transport=polling&t=a1b2", "node-XMLHttpRequest")]
    [InlineData("?room=7&EIO=4&transport=polling&t=a1b2", "Mozilla/5.0 (X11; Linux x86_64)")]
    [InlineData("?EIO=4&transport=websocket", "okhttp/4.9.2")]
    [InlineData("?EIO=4&transport=websocket", "my app/1.0")]
    public void MayRecover_WhatSocketIOClientSends_IsTrue(string query, string? userAgent) => Assert.True(ClientLibrary.MayRecover(query, userAgent));

    [Theory]
    [InlineData("?transport=polling&EIO=4&t=1764.5", "python-requests/2.28.1")]
    [InlineData("?transport=websocket&EIO=4&t=1764.5", null)]
    [InlineData("?EIO=4&transport=websocket", "Dart/3.5 (dart:io)")]
    [InlineData("?EIO=4&transport=websocket", "Python/3.11 aiohttp/3.8.4")]
    [InlineData("?EIO=4&transport=websocket", "WebSocket++/0.8.2")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void MayRecover_WhatOtherLibrariesSend_IsFalse(string? query, string? userAgent) => Assert.False(ClientLibrary.MayRecover(query, userAgent));
}
