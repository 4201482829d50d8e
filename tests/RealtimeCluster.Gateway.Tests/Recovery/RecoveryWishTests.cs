using System.Text;
using RealtimeCluster.Gateway.Recovery;

namespace RealtimeCluster.Gateway.Tests.Recovery;

public sealed class RecoveryWishTests
{
    [Theory]
    [InlineData("{}", true, true)]
    [InlineData("{}", false, false)]
    [InlineData("", true, true)]
    [InlineData("{\"recovery\":true}", false, true)]
    [InlineData("{\"recovery\":\"true\",\"envId\":\"shop\"}", false, true)]
    [InlineData("{\"recovery\":false}", true, false)]
    [InlineData("{\"recovery\":false,\"pid\":\"a.b\",\"offset\":\"\"}", true, false)]
    [InlineData("{\"recovery\":\"false\"}", true, false)]
    [InlineData("{\"recovery\":{\"recovery\":false}}", true, true)]
    [InlineData("{\"recovery\":null}", false, false)]
    [InlineData("{\"pid\":\"of an older server\"}", false, true)]
    [InlineData("{\"pid\":7}", false, false)]
    public void IsWanted_WhatTheClientSaysCountsBeforeWhatItsLibraryIs(string auth, bool mayRecover, bool expected) =>
        Assert.Equal(expected, RecoveryWish.Read(Encoding.UTF8.GetBytes(auth)).IsWanted(mayRecover));
}
